import { posix } from 'node:path'
import type { HbaFile, HbaRow } from '../../formats/pg-hba.ts'
import { parsePgHba } from '../../formats/pg-hba.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'

export interface PlacedRow {
  readonly row: HbaRow
  readonly at: Place
}

type HbaInclude = HbaFile['includes'][number]

/** What pg_hba.conf lets in from the network. */
export interface Access {
  /** The weakest way in, with its row; absent when the network is shut out. */
  readonly weakest?: { readonly authentication: Authentication; readonly method: string; readonly at: Place }
  /** A row that lets a client in without TLS. */
  readonly plain?: Place
  /** The first row that asks for TLS. */
  readonly secure?: Place
  readonly file: Document
  /** All rows in the order in which the server tries them, with the place of each. */
  readonly rows: readonly PlacedRow[]
  /** Rows that were not followed: an include that is not there, a file that does not parse. */
  readonly partial: boolean
}

const strengths: readonly Authentication[] = ['none', 'password', 'delegated', 'kerberos', 'certificate']

/** Opens pg_hba.conf at the first of the paths; undefined when none of them is ours. */
export function readAccess(input: ComponentInput, paths: readonly string[], gaps: Gap[], open: typeof openDocument): Access | undefined {
  let file: Document | undefined
  for (const path of paths) file ??= open(input, path, gaps)
  if (file === undefined) return undefined
  const before = gaps.length
  const rows = rowsOf(input, file, gaps, 0)
  return { ...judge(rows), file, rows, partial: gaps.length > before }
}

const deepestInclude = 10

/** Rows with those of included files in their place (PostgreSQL 16 and later). */
function rowsOf(input: ComponentInput, file: Document, gaps: Gap[], depth: number): readonly PlacedRow[] {
  const { rows, includes, problems } = parsePgHba(file.text)
  for (const { line, message } of problems) gaps.push({ why: message, place: { file: file.file, line } })
  const found: PlacedRow[] = []
  for (let index = 0; index <= rows.length; index++) {
    for (const include of includes) if (include.before === index) found.push(...included(input, file, include, gaps, depth))
    const row = rows[index]
    if (row !== undefined) found.push({ row, at: placeAt(file, row.span) })
  }
  return found
}

function included(input: ComponentInput, file: Document, { name, file: named, span }: HbaInclude, gaps: Gap[], depth: number): readonly PlacedRow[] {
  const at = placeAt(file, span)
  if (depth >= deepestInclude) {
    gaps.push({ why: 'includes are nested too deep', place: at })
    return []
  }
  const path = named.startsWith('/') ? named : posix.join(posix.dirname(file.path), named)
  const names = input.list(path).filter((each) => each.endsWith('.conf') && !each.startsWith('.'))
  return (name === 'include_dir' ? names.map((each) => `${path}/${each}`) : [path]).flatMap((each) => {
    const document = openDocument(input, each, gaps)
    if (document === undefined && name === 'include') gaps.push({ why: `${each} is included and not among the files`, place: at })
    return document === undefined ? [] : rowsOf(input, document, gaps, depth + 1)
  })
}

/** Rows are asked in order and the first that fits decides; what comes behind a row for everybody is never asked. */
function judge(rows: readonly PlacedRow[]): Omit<Access, 'file' | 'partial' | 'rows'> {
  let weakest: Access['weakest']
  let plain: Place | undefined
  let secure: Place | undefined
  const closed = new Set<string>()
  for (const { row, at } of rows) {
    if (!fromNetwork(row)) continue
    const open = kindsOf(row)
      .flatMap((kind) => familiesOf(row).flatMap((family) => waysOf(row).map((way) => `${way}${family}${kind}`)))
      .filter((way) => !closed.has(way))
    if (row.method !== 'reject' && open.length > 0) {
      if (open.some((way) => way.startsWith('plain'))) plain ??= at
      else secure ??= at
      const authentication = authenticationOf(row)
      if (weakest === undefined || strengths.indexOf(authentication) < strengths.indexOf(weakest.authentication))
        weakest = { authentication, method: row.method, at }
    }
    if (namesAll(row.users) && fromAnywhere(row)) for (const way of open) if (way.endsWith('replication') || namesAll(row.databases)) closed.add(way)
  }
  return { ...(weakest === undefined ? {} : { weakest }), ...(plain === undefined ? {} : { plain }), ...(secure === undefined ? {} : { secure }) }
}

/** `all` is every database, and no replication: that has a word of its own (manual, 20.1), which in quotes is a name. */
function kindsOf({ databases }: HbaRow): readonly ('database' | 'replication')[] {
  const words = databases.filter(({ text, quoted }) => text === 'replication' && !quoted).length
  return [...(words < databases.length ? (['database'] as const) : []), ...(words > 0 ? (['replication'] as const) : [])]
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

export function fromNetwork({ type, address }: HbaRow): boolean {
  return type !== 'local' && address !== undefined && !/^(?:127\.\d+\.\d+\.\d+|::1|localhost)(?:\/\d+)?$/i.test(address.text)
}

/** The word `all`, which in quotes is a name. */
export function namesAll(names: HbaRow['users']): boolean {
  return names.some(({ text, quoted }) => text === 'all' && !quoted)
}

/** Every address fits. */
export function fromAnywhere({ address, mask }: HbaRow): boolean {
  return (
    address !== undefined &&
    ((address.text === 'all' && !address.quoted) || /^(0\.0\.0\.0|::0?)\/0$/.test(address.text) || mask === '0.0.0.0' || mask === '::')
  )
}
