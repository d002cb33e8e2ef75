import { unescapeOctal } from '../../formats/fields.ts'
import { textLines } from '../../formats/key-value.ts'
import type { Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { ListenerReading, Observation } from '../../model/technology.ts'
import { openDocument } from '../../settings/documents.ts'
import { fragments } from './fragments.ts'
import { contents } from './contents.ts'

/** What one client may do with one folder, with the defaults of the line and of exports(5) in it. */
export interface Export {
  readonly path: string
  readonly client: string
  readonly options: ReadonlySet<string>
  /** Kinds of authentication, `sys` unless said otherwise. */
  readonly flavours: readonly string[]
  readonly trail: readonly Place[]
}

/** /etc/exports and /etc/exports.d (nfs-utils 2.6): a backslash at the end of a line goes on, quotes protect blanks in a path. */
export function readExports(input: ComponentInput, gaps: Gap[]): readonly Export[] {
  const main = openDocument(input, '/etc/exports', gaps)
  const more = fragments(input, { folders: ['/etc/exports.d'], ending: '.exports', content: contents.exports }, gaps)
  return [...(main === undefined ? [] : [main]), ...more.filter(({ file }) => file !== main?.file)].flatMap((document) =>
    logicalLines(document.text).flatMap(({ text, line }) => exportsOf(text, [{ file: document.file, line }, ...document.mount])),
  )
}

function logicalLines(text: string): readonly { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = []
  let open = false
  for (const { text: raw, number } of textLines(text)) {
    const last = found.at(-1)
    const bare = /^[^#"]*(?:"[^"]*"[^#"]*)*/.exec(raw)?.[0] ?? ''
    const goesOn = bare.endsWith('\\')
    const part = goesOn ? bare.slice(0, -1) : bare
    if (open && last !== undefined) last.text += ` ${part}`
    else if (part.trim() !== '') found.push({ text: part, line: number })
    open = goesOn
  }
  return found
}

function exportsOf(text: string, trail: readonly Place[]): readonly Export[] {
  const [first = '', ...rest] = text.match(/"[^"]*"|\S+/g) ?? []
  const path = unescapeOctal(first.replaceAll('"', ''))
  const found: Export[] = []
  let defaults: readonly string[] = []
  for (const word of rest) {
    if (word.startsWith('-')) {
      defaults = word.slice(1).split(',')
      continue
    }
    const [, client = '', own = ''] = /^([^()]*)(?:\(([^()]*)\)?)?/.exec(word) ?? []
    // each sec= opens a list of options of its own; who is told apart by it does not matter here
    const options = [...defaults, ...own.split(',')].filter(Boolean)
    const flavours = options
      .findLast((option) => option.startsWith('sec='))
      ?.slice(4)
      .split(':') ?? ['sys']
    const every = options.filter((option) => option.startsWith('sec=')).flatMap((option) => option.slice(4).split(':'))
    found.push({ path, client: client === '' ? '*' : client, options: new Set(options), flavours: every.length > 0 ? every : flavours, trail })
  }
  return rest.length === 0 && path !== '' ? [{ path, client: '*', options: new Set(), flavours: ['sys'], trail }] : found
}

/** NFS has one door for all exports: it is as open as the weakest of them. */
export function nfsListener(exports: readonly Export[]): readonly ListenerReading[] {
  const weakest = exports.find(({ flavours }) => flavours.some((flavour) => !flavour.startsWith('krb5'))) ?? exports[0]
  const plain = exports.find(({ flavours }) => flavours.some((flavour) => flavour !== 'krb5p')) ?? exports[0]
  if (weakest === undefined || plain === undefined) return []
  const isKerberos = weakest.flavours.every((flavour) => flavour.startsWith('krb5'))
  const isPrivate = plain.flavours.every((flavour) => flavour === 'krb5p')
  return [
    {
      port: 2049,
      protocol: 'nfs',
      purpose: 'data',
      tls: configured(isPrivate ? 'required' : 'none', plain.trail, isPrivate ? 'sec=krb5p encrypts' : 'only sec=krb5p encrypts'),
      authentication: configured(
        isKerberos ? 'kerberos' : 'none',
        weakest.trail,
        isKerberos ? undefined : 'sec=sys believes what a client says of its users',
      ),
      trail: weakest.trail,
    },
  ]
}

export function exportObservations(exports: readonly Export[]): readonly Observation[] {
  return exports.flatMap(({ path, client, options, trail }) => {
    const base = { basis: 'configured' as const, trail, port: 2049 }
    const isOpen = client === '*' || client === '0.0.0.0/0' || client === '::/0'
    const found: Observation[] = [
      {
        ...base,
        concern: 'allow-list',
        key: path,
        verdict: isOpen ? 'unsafe' : 'safe',
        stake: 'data',
        message: `the folder ${path} is offered over NFS to every machine`,
        actual: isOpen ? 'clients: every machine' : 'clients are named',
        expected: 'the names or addresses of the clients',
        fix: `name the clients of ${path} in /etc/exports`,
      },
      {
        ...base,
        concern: 'over-privileged-default',
        key: 'no_root_squash',
        verdict: options.has('no_root_squash') ? 'unsafe' : 'safe',
        stake: 'data',
        message: `root of a client is root in ${path}: it reads every file there and leaves privileged programs`,
        actual: options.has('no_root_squash') ? 'no_root_squash' : 'root_squash',
        expected: 'root_squash, the default',
        fix: `remove no_root_squash from the export of ${path}`,
      },
    ]
    if (options.has('insecure'))
      found.push({
        ...base,
        concern: 'allow-list',
        key: 'insecure',
        verdict: 'unsafe',
        stake: 'hygiene',
        message: `every user of a client, not its kernel alone, speaks NFS with ${path}`,
        actual: 'insecure',
        expected: 'secure, the default',
        fix: `remove insecure from the export of ${path}`,
      })
    return found
  })
}
