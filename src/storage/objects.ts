import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk } from './disk.ts'

/** Contents of files by their SHA-256, nobody else's to read: what is kept once is the same for every state that has it. */
export interface Objects {
  /** Keeps a content, on the disk when it returns; gives its name. */
  readonly keep: (content: Uint8Array) => string
  /** Throws where it is not there, or is not what its name says. */
  readonly read: (name: string) => Buffer
}

export function openObjects(folder: string, disk: Disk): Objects {
  return {
    keep(content) {
      const name = digest(content)
      const path = join(folder, name)
      if (existsSync(path)) return name
      disk.folder(folder, 0o700)
      const draft = `${path}.new`
      disk.remove(draft)
      disk.create(draft, content, 0o600)
      disk.rename(draft, path)
      return name
    },
    read(name) {
      const content = readFileSync(join(folder, name))
      if (digest(content) !== name) throw new Error(`the kept content ${name.slice(0, 12)} is damaged`)
      return content
    },
  }
}

/** Contents that are kept as long as this process, where none of them is to outlast it. */
export function objectsInMemory(): Pick<Objects, 'keep' | 'read'> {
  const contents = new Map<string, Buffer>()
  return {
    keep(content) {
      const name = digest(content)
      contents.set(name, Buffer.from(content))
      return name
    },
    read(name) {
      const content = contents.get(name)
      if (content === undefined) throw new Error(`the content ${name.slice(0, 12)} was not kept`)
      return content
    },
  }
}

export function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
