import { posix } from 'node:path'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument } from '../../settings/documents.ts'

/** Where systemd 252 looks for drop-ins; of equal names the first folder's wins (systemd-system.conf(5), sysctl.d(5)). */
export const dropInRoots: readonly string[] = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib']

/** What lies loose in a folder is taken for a fragment only where its text says so: the folder holds other files too. */
export interface Fragments {
  readonly folders: readonly string[]
  readonly ending: string
  readonly content: RegExp
}

/** The fragments of some folders in the order of their names; a name in an earlier folder hides it in the later ones. */
export function fragments(input: ComponentInput, { folders, ending, content }: Fragments, gaps: Gap[]): readonly Document[] {
  const whole = input.form === 'machine'
  const paths = new Map<string, string>()
  for (const folder of folders) {
    for (const name of input.list(folder)) if ((!whole || name.endsWith(ending)) && !paths.has(name)) paths.set(name, posix.join(folder, name))
  }
  const found: Document[] = []
  const seen = new Set<string>()
  for (const [, path] of [...paths].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const document = openDocument(input, path, whole ? gaps : [])
    if (document === undefined || seen.has(document.file) || (!whole && !content.test(document.text))) continue
    seen.add(document.file)
    found.push(document)
  }
  return found
}

/** A settings file of systemd with its drop-ins, the weakest first. */
export function systemdFiles(input: ComponentInput, name: string, content: RegExp, gaps: Gap[]): readonly Document[] {
  const main = dropInRoots.flatMap((root) => openDocument(input, `${root}/systemd/${name}`, gaps) ?? []).slice(0, 1)
  const folders = dropInRoots.map((root) => `${root}/systemd/${name}.d`)
  const more = fragments(input, { folders, ending: '.conf', content }, gaps)
  return [...main, ...more.filter(({ file }) => file !== main[0]?.file)]
}

/** Line 1 of a file, where what is absent would be written. */
export function topOf(document: Document): { readonly file: string; readonly line: number } {
  return { file: document.file, line: 1 }
}
