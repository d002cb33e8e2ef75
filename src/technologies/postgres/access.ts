import type { HbaRow } from '../../formats/pg-hba.ts'
import { parsePgHba } from '../../formats/pg-hba.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { Document } from '../../settings/documents.ts'
import type { openDocument } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'

/** What pg_hba.conf lets in from the network. */
export interface Access {
  /** The weakest way in, with its row; absent when the network is shut out. */
  readonly weakest?: { readonly authentication: Authentication; readonly method: string; readonly at: Place }
  /** A row that lets a client in without TLS. */
  readonly plain?: Place
  /** The first row that asks for TLS. */
  readonly secure?: Place
  readonly file: Document
  /** Rows that were not followed: an include that is not there, a file that does not parse. */
  readonly partial: boolean
}

const strengths: readonly Authentication[] = ['none', 'password', 'delegated', 'kerberos', 'certificate']

/** Opens pg_hba.conf at the first of the paths; undefined when none of them is ours. */
export function readAccess(input: ComponentInput, paths: readonly string[], gaps: Gap[], open: typeof openDocument): Access | undefined {
  let file: Document | undefined
  for (const path of paths) file ??= open(input, path, gaps)
  if (file === undefined) return undefined
  const { rows, includes, problems } = parsePgHba(file.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: file.file, line } })
  for (const { span } of includes) gaps.push({ why: 'rows of an included file are not read', place: placeAt(file, span) })
  return { ...judge(rows, file), file, partial: problems.length + includes.length > 0 }
}

/** Rows are asked in order and the first that fits decides; what comes behind a row for everybody is never asked. */
function judge(rows: readonly HbaRow[], file: Document): Omit<Access, 'file' | 'partial'> {
  let weakest: Access['weakest']
  let plain: Place | undefined
  let secure: Place | undefined
  const closed = new Set<string>()
  for (const row of rows) {
    if (!fromNetwork(row)) continue
    const at = placeAt(file, row.span)
    const open = familiesOf(row)
      .flatMap((family) => waysOf(row).map((way) => `${way}${family}`))
      .filter((way) => !closed.has(way))
    if (row.method !== 'reject' && open.length > 0) {
      if (open.some((way) => way.startsWith('plain'))) plain ??= at
      else secure ??= at
      const authentication = authenticationOf(row)
      if (weakest === undefined || strengths.indexOf(authentication) < strengths.indexOf(weakest.authentication))
        weakest = { authentication, method: row.method, at }
    }
    if (forEverybody(row)) for (const way of open) closed.add(way)
  }
  return { ...(weakest === undefined ? {} : { weakest }), ...(plain === undefined ? {} : { plain }), ...(secure === undefined ? {} : { secure }) }
}

function waysOf({ type }: HbaRow): readonly string[] {
  if (type === 'hostssl') return ['tls']
  if (type === 'hostnossl') return ['plain']
  return type === 'hostgssenc' ? ['gss'] : type === 'hostnogssenc' ? ['plain', 'tls'] : ['plain', 'tls', 'gss']
}

/** An IPv4 range says nothing about IPv6; names and words may mean both. */
function familiesOf({ address }: HbaRow): readonly (4 | 6)[] {
  const text = address?.text ?? ''
  if (/^[\d.]+(?:\/\d+)?$/.test(text)) return [4]
  return text.includes(':') ? [6] : [4, 6]
}

function authenticationOf({ method, options }: HbaRow): Authentication {
  // ident believes what the client's own machine says
  if (method === 'trust' || method === 'ident') return 'none'
  if (method === 'cert' || options.some(({ name, value }) => name === 'clientcert' && value !== '0' && value !== 'no-verify')) return 'certificate'
  if (method === 'gss' || method === 'sspi') return 'kerberos'
  return method === 'oauth' ? 'delegated' : 'password'
}

function fromNetwork({ type, address }: HbaRow): boolean {
  return type !== 'local' && address !== undefined && !/^(?:127\.\d+\.\d+\.\d+|::1|localhost)(?:\/\d+)?$/i.test(address.text)
}

function forEverybody({ databases, users, address, mask }: HbaRow): boolean {
  const all = (names: HbaRow['users']): boolean => names.some(({ text, quoted }) => text === 'all' && !quoted)
  const wide =
    address !== undefined &&
    ((address.text === 'all' && !address.quoted) || /^(0\.0\.0\.0|::0?)\/0$/.test(address.text) || mask === '0.0.0.0' || mask === '::')
  return all(databases) && all(users) && wide
}
