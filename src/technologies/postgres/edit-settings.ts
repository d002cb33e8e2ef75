import { postgresConfEdits } from '../../formats/edits/postgres-conf.ts'
import type { Change, Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { readConfiguration } from './configuration.ts'
import { dataFolder, packagingOf } from './layout.ts'

type Cannot = Extract<Edited, { readonly cannot: string }>

/** Where settings are written: the command line, the file in force, or the image's variables. */
export function settingChanges(
  input: ComponentInput,
  settings: ReadonlyMap<string, string>,
  version: string | undefined,
): readonly Change[] | Cannot {
  if (settings.size === 0) return []
  const packaging = packagingOf(input)
  if (packaging === 'bitnami') return variables(settings)
  const { main } = readConfiguration(input, packaging, dataFolder(input, packaging, version), [])
  const words = input.command?.map(({ value }) => value) ?? []
  const onLine = new Map(
    [...settings].filter(([name]) => main === undefined || words.some((word) => word.startsWith(`${name}=`) || word.startsWith(`--${name}=`))),
  )
  if (packaging === 'host' && onLine.size > 0) return { cannot: 'postgresql.conf is not among the files', reason: 'not-in-files' }
  if (onLine.size > 0 && !isOwnProgram(input, words)) return { cannot: 'its options stand in a shell line or a script', reason: 'file-cannot' }
  const inFile = [...settings].filter(([name]) => !onLine.has(name))
  const edits = inFile.map(([name, value]): Change => ({
    kind: 'edit',
    path: main!.path,
    edit: (text) => postgresConfEdits.set(text, [name], value),
  }))
  return onLine.size === 0 ? edits : [...edits, { kind: 'command', words: withSettings(words, onLine) }]
}

/** The entry script puts `postgres` in front of options, and starts any other word as a program (docker-entrypoint.sh, all versions). */
function isOwnProgram({ entrypoint }: ComponentInput, words: readonly string[]): boolean {
  const isScript = entrypoint?.some(({ value }) => /(?:^|\/)(?:ba|a|da)?sh$/.test(value)) === true
  return !isScript && (words.length === 0 || words[0]!.startsWith('-') || /(?:^|\/)postgres$/.test(words[0]!))
}

function withSettings(words: readonly string[], settings: ReadonlyMap<string, string>): readonly string[] {
  let found = words.length === 0 ? ['postgres'] : [...words]
  for (const [name, value] of settings) {
    const at = found.findIndex((word) => word.startsWith(`${name}=`) || word.startsWith(`--${name}=`))
    const option = at === -1 ? `${name}=${value}` : found[at]!.replace(/=.*$/s, `=${value}`)
    found = at === -1 ? [...found, '-c', option] : found.with(at, option)
  }
  return found
}

/** Variables of Bitnami's image (libpostgresql.sh). */
const names: ReadonlyMap<string, string> = new Map([
  ['ssl', 'POSTGRESQL_ENABLE_TLS'],
  ['ssl_cert_file', 'POSTGRESQL_TLS_CERT_FILE'],
  ['ssl_key_file', 'POSTGRESQL_TLS_KEY_FILE'],
])

function variables(settings: ReadonlyMap<string, string>): readonly Change[] {
  return [...settings].flatMap(([setting, value]): readonly Change[] => {
    const name = names.get(setting)
    return name === undefined ? [] : [{ kind: 'variable', name, value: value === 'on' ? 'yes' : value }]
  })
}
