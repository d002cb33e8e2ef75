import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RenderedFile, RenderedLink } from '../../guard/render/types.ts'

/** Writes what an engine reads, each file whole or not at all: a new one takes the place of the old one by its name. */
export function writeRendered(folder: string, files: readonly (RenderedFile | RenderedLink)[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  for (const file of files) {
    const [path, next] = [join(folder, file.name), join(folder, `.${file.name}.next`)]
    rmSync(next, { force: true })
    if ('target' in file) symlinkSync(file.target, next)
    else writeFileSync(next, file.text, { mode: file.isSecret ? 0o600 : 0o644, flag: 'wx' })
    renameSync(next, path)
  }
}
