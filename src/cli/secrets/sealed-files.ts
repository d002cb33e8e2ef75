import { chmodSync, chownSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import { realDisk, replaceFile } from '../../storage/disk.ts'
import { boundedText } from '../bounded.ts'
import { seal } from './age.ts'

/** Of a sealed file its name ends so. */
export const ending = '.age'

/** Whose the files are and who may read them, which age does not keep. It lies beside them and holds no secret. */
const list = 'ringwall.sealed.json'

interface Rights {
  readonly mode: number
  readonly user: number
  readonly group: number
}

/** Seals files of a folder, given by their names in it, and keeps whose they are. `isMoved`: the files themselves go. */
export async function sealFiles(folder: string, names: readonly string[], recipients: readonly string[], isMoved = false): Promise<void> {
  const known = new Map(Object.entries(rightsIn(folder)))
  for (const name of names) {
    const file = join(folder, name)
    const { mode, uid: user, gid: group } = statSync(file)
    replaceFile(realDisk, `${file}${ending}`, await seal(readFileSync(file), recipients), 0o644)
    known.set(name, { mode: mode & 0o777, user, group })
    if (isMoved) rmSync(file)
  }
  const files = Object.fromEntries([...known].toSorted(([one], [other]) => (one < other ? -1 : 1)))
  replaceFile(realDisk, join(folder, list), `${JSON.stringify({ schema: 'ringwall.sealed/0', files }, undefined, 2)}\n`, 0o644)
}

/** Writes what was opened: with the rights of before where they are known, and for this process's user alone where they are not. */
export function writeOpened(folder: string, opened: ReadonlyMap<string, Uint8Array>): void {
  const known = rightsIn(folder)
  for (const [name, content] of opened) {
    const file = join(folder, name)
    const rights = existsSync(file) ? undefined : known[name]
    replaceFile(realDisk, file, content, existsSync(file) ? statSync(file).mode & 0o777 : 0o600)
    if (rights === undefined) continue
    if (process.getuid?.() === 0) chownSync(file, rights.user, rights.group)
    chmodSync(file, rights.mode & 0o777)
  }
}

function rightsIn(folder: string): Readonly<Record<string, Rights>> {
  const path = join(folder, list)
  if (!existsSync(path)) return {}
  try {
    const { files } = JSON.parse(boundedText(path, list)) as { readonly files: Readonly<Record<string, Rights>> }
    const isWhole = Object.values(files).every((each) =>
      [each.mode, each.user, each.group].every((number) => Number.isInteger(number) && number >= 0),
    )
    if (isWhole) return files
  } catch {
    // told below
  }
  throw new RingwallError('unreadable', `${list}: it is not as it was written`, { hint: 'take it from the repository, or away' })
}
