import { iniEdits } from '../../formats/edits/ini.ts'
import { applyEdits } from '../../formats/edit.ts'
import { iniStyles, parseIni } from '../../formats/ini.ts'
import type { Change, Edited, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'
import { groupsOf, optionFiles } from './options.ts'
import { packagingOf } from './packaging.ts'

/** Options of the server with `_` in names; `null` takes one out. */
export type Options = ReadonlyMap<string, string | null>

type Cannot = Extract<Edited, { readonly cannot: string }>

/** Where options are written: where each is in force (command line, file), else in the last file that is read, else in a new one that the image reads. */
export function editOptions(input: ComponentInput, version: string | undefined, options: Options): readonly Change[] | Cannot {
  const packaging = packagingOf(input)
  const words = input.command?.map(({ value }) => value) ?? []
  const onLine = new Map([...options].filter(([name]) => words.some((word) => isOption(word, name))))
  const changes: Change[] = onLine.size === 0 ? [] : [{ kind: 'command', words: withOptions(words, onLine) }]
  const rest = [...options].filter(([name, value]) => !onLine.has(name) || value === null)
  const groups = groupsOf(packaging, version)
  const files = optionFiles(input, packaging).filter((path) => input.open(path).state === 'text')
  const last = files.at(-1)
  for (const path of files) {
    const inFile = rest.filter(([name, value]) => path === last || isIn(input, path, groups, name) || value === null)
    changes.push({ kind: 'edit', path, edit: (text) => inSection(text, groups, inFile) })
  }
  if (last !== undefined) return changes
  const written = rest.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
  if (written.length === 0) return changes
  const path = words.some((word) => /^--(?:no-defaults|defaults-file=)/.test(word)) ? undefined : newFileOf(input)
  if (path === undefined) return { cannot: 'where this image reads its options is not known', reason: 'not-in-files' }
  if (input.mounts.some(({ target }) => path.startsWith(`${target.value.replace(/\/+$/, '')}/`)))
    return { cannot: `a folder without option files is mounted over ${path}: put one into it`, reason: 'file-cannot' }
  return [...changes, { kind: 'file', path, text: `[mysqld]\n${written.join('\n')}\n`, isSecret: false }]
}

/** Folders that the images' own my.cnf includes, and the file that Bitnami's takes (READMEs of the images). */
function newFileOf(input: ComponentInput): string | undefined {
  const { family, from } = packagingOf(input)
  if (from === 'bitnami') return `/opt/bitnami/${family}/conf/my_custom.cnf`
  if (matchesImage(input.image, ['percona', 'percona/percona-server'])) return '/etc/my.cnf.d/ringwall.cnf'
  return matchesImage(input.image, ['mysql', 'mariadb']) ? '/etc/mysql/conf.d/ringwall.cnf' : undefined
}

function isIn(input: ComponentInput, path: string, groups: ReadonlySet<string>, name: string): boolean {
  const opened = input.open(path)
  return opened.state === 'text' && entriesOf(opened.text, groups, name).length > 0
}

function entriesOf(text: string, groups: ReadonlySet<string>, name: string): readonly { readonly section: string; readonly key: string }[] {
  return parseIni(text, iniStyles.mysql).entries.filter(({ section, key }) => groups.has(section) && isOption(`--${key}`, name))
}

/** Each option where it is written, in whatever spelling, else under `[mysqld]`. */
function inSection(text: string, groups: ReadonlySet<string>, options: readonly (readonly [string, string | null])[]): TextChange {
  let changed = text
  const notes: string[] = []
  for (const [name, value] of options) {
    const found = entriesOf(changed, groups, name)
    const { section, key } = found.at(-1) ?? { section: 'mysqld', key: name }
    const gone = value === null ? found : []
    const done = gone.map((entry) => iniEdits.mysql.remove(changed, [entry.section, entry.key]))
    for (const change of value === null ? done.slice(0, 1) : [iniEdits.mysql.set(changed, [section, key], value)]) {
      if ('cannot' in change) return change
      changed = applyEdits(changed, change.edits)
      notes.push(...change.notes)
    }
  }
  return changed === text ? { edits: [], notes } : { edits: [{ start: 0, end: text.length, text: changed }], notes }
}

/** `--ssl`, `--loose-ssl=0` and `--skip-ssl` are one option (MySQL 8.4 manual, 6.2.2.4). */
function isOption(word: string, name: string): boolean {
  const [written = ''] = word.toLowerCase().replaceAll('-', '_').split('=')
  return written.replace(/^__(?:loose_)?(?:skip_|disable_|enable_)?/, '') === name && word.startsWith('--')
}

function withOptions(words: readonly string[], options: Options): readonly string[] {
  return words.flatMap((word, index) => {
    const own = [...options].find(([name]) => isOption(word, name))
    // `--port 3307`: the value is the next word
    const before = words[index - 1] ?? ''
    const isValue = !word.startsWith('-') && !before.includes('=') && [...options.keys()].some((name) => isOption(before, name))
    if (own === undefined) return isValue ? [] : [word]
    const [name, value] = own
    return value === null ? [] : [`--${name.replaceAll('_', '-')}=${value}`]
  })
}
