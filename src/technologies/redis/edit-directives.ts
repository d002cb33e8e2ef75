import { redisConfEdits } from '../../formats/edits/redis-conf.ts'
import type { Change, Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolderOf } from '../../model/own-files.ts'
import { serverArguments } from './arguments.ts'
import { packagingOf } from './packaging.ts'

/** Directives with their words. */
export type Directives = ReadonlyMap<string, readonly string[]>

type Cannot = Extract<Edited, { readonly cannot: string }>

/** Where directives are written: the file in force, the command line, the image's variables, or a new file where nothing is given. */
export function editDirectives(input: ComponentInput, directives: Directives): readonly Change[] | Cannot {
  if (packagingOf(input) === 'bitnami') return variables(input, directives)
  const { file, options } = serverArguments(input)
  const onLine = new Map([...directives].filter(([name]) => file === undefined || options.some((option) => option.name === name)))
  const inFile = [...directives].filter(([name]) => !onLine.has(name))
  const words = input.command?.map(({ value }) => value) ?? []
  if (words.length === 0 && input.entrypoint === undefined) return newFile(input, directives)
  if (file !== undefined && input.open(file.value).state !== 'text')
    return { cannot: `${file.value} is in the image and not among the files`, reason: 'not-in-files' }
  const isOwnProgram =
    words.every((word) => !/^-[a-z]*c$/.test(word)) &&
    (words[0]?.startsWith('-') === true || /(?:^|\/)(?:redis|valkey|keydb)-server$|\.conf$/.test(words[0] ?? ''))
  if (onLine.size > 0 && !isOwnProgram) return { cannot: 'its options stand in a shell line or a script', reason: 'file-cannot' }
  const edits = inFile.map(([name, args]): Change => ({ kind: 'edit', path: file!.value, edit: (text) => redisConfEdits.set(text, [name], args) }))
  return onLine.size === 0 ? edits : [...edits, { kind: 'command', words: withOptions(words, onLine) }]
}

function newFile(input: ComponentInput, directives: Directives): readonly Change[] {
  const path = `${ownFolderOf(input)}/redis.conf`
  const lines = [...directives].map(([name, args]) => [name, ...args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg))].join(' '))
  return [
    { kind: 'file', path, text: `${lines.join('\n')}\n`, isSecret: false },
    { kind: 'command', words: ['redis-server', path] },
  ]
}

/** `--name value ...`: in the place of what is there, else behind the last word. */
function withOptions(words: readonly string[], directives: Directives): readonly string[] {
  let found = [...words]
  for (const [name, args] of directives) {
    const at = found.findIndex((word) => word.toLowerCase() === `--${name}`)
    const next = at === -1 ? -1 : found.findIndex((word, index) => index > at && word.startsWith('--'))
    found = at === -1 ? [...found, `--${name}`, ...args] : [...found.slice(0, at + 1), ...args, ...(next === -1 ? [] : found.slice(next))]
  }
  return found
}

/** Variables of Bitnami's images (libredis.sh); the plain port is shut by an option, since the script takes no 0. */
const names: ReadonlyMap<string, string> = new Map([
  ['tls-port', 'TLS_PORT_NUMBER'],
  ['tls-cert-file', 'TLS_CERT_FILE'],
  ['tls-key-file', 'TLS_KEY_FILE'],
  ['tls-ca-cert-file', 'TLS_CA_FILE'],
  ['tls-auth-clients', 'TLS_AUTH_CLIENTS'],
  ['aclfile', 'ACLFILE'],
])

function variables(input: ComponentInput, directives: Directives): readonly Change[] {
  const prefix = /valkey/.test(input.image?.repository ?? '') ? 'VALKEY' : 'REDIS'
  const changes: Change[] = []
  const flags: string[] = []
  for (const [name, args] of directives) {
    const variable = names.get(name)
    if (variable === undefined) flags.push(`--${name}`, ...args.map((arg) => (/\s/.test(arg) ? `"${arg}"` : arg)))
    else changes.push({ kind: 'variable', name: `${prefix}_${variable}`, value: args.join(' ') })
  }
  if (directives.has('tls-port')) changes.push({ kind: 'variable', name: `${prefix}_TLS_ENABLED`, value: 'yes' })
  // the script cuts the flags at blanks, whatever the quotes
  const plain = flags
    .join(' ')
    .replace(/ ?--tls-protocols "[^"]*"/, '')
    .trim()
  const extra = input.env.get(`${prefix}_EXTRA_FLAGS`)?.value ?? ''
  if (plain !== '' && !extra.includes(plain)) changes.push({ kind: 'variable', name: `${prefix}_EXTRA_FLAGS`, value: `${extra} ${plain}`.trim() })
  return changes
}
