import { isAddress } from './address.ts'
import { collectors, conglomerates, dropBoxes, shared, sharedHosts, tunnels } from './allow-entry-table.ts'
import { privateLabels, registries } from './domain-labels.ts'

/** What is wrong with an entry of a list of permitted hosts. */
export interface EntryFault {
  /**
   * `everything`: lets all hosts through. `top-level`: all names below a domain in which anybody registers. `carries-away`: a place that takes
   * data from anybody. `shared`: servers of strangers stand below it. `many-services`: a firm's services of all kinds. `malformed`: no host name
   * has that form, so that it never matches.
   */
  readonly kind: 'everything' | 'top-level' | 'carries-away' | 'shared' | 'many-services' | 'malformed'
  /** Ends the sentence "the entry ...". */
  readonly why: string
}

/**
 * Judges an entry such as `api.example.com`, `.example.com` or `*.example.com` (the domain and all below it). `undefined`: nothing is to be
 * said about it. Where the product lets an entry have a port, take it off first.
 */
export function judgeAllowEntry(entry: string): EntryFault | undefined {
  const text = entry.trim().toLowerCase().replace(/\.$/, '')
  if (/^(?:\*|\.|\*\.\*|\.\*|0\.0\.0\.0\/0|::\/0|all|any)$/.test(text)) return { kind: 'everything', why: 'lets every host through' }
  const wide = /^(?:\*?\.)/.test(text)
  const name = text.replace(/^\*?\./, '')
  if (isAddress(name) || /^[\d.:a-f]+\/\d{1,3}$/.test(name)) return undefined
  const malformed = faultOfForm(name)
  if (malformed !== undefined) return { kind: 'malformed', why: malformed }
  const labels = name.split('.')
  if (labels.length === 1) return wide && !privateLabels.includes(name) ? { kind: 'top-level', why: 'is a whole top-level domain' } : undefined
  if (wide && registries.includes(name)) return { kind: 'top-level', why: 'is a domain under which anybody registers names' }
  return faultOfName(name, wide)
}

function faultOfName(name: string, wide: boolean): EntryFault | undefined {
  if (isBelow(name, collectors)) return { kind: 'carries-away', why: 'collects requests for whoever asks: it carries data away' }
  if (isBelow(name, tunnels)) return { kind: 'carries-away', why: 'leads to machines of strangers: it carries data away' }
  if (isBelow(name, dropBoxes)) return { kind: 'carries-away', why: 'keeps texts and files of anybody: it carries data away' }
  const isShared = sharedHosts.includes(name) || (wide && (shared.includes(name) || regional.test(name)))
  if (isShared) return { kind: 'shared', why: 'holds servers and files of everybody who has an account there' }
  if (wide && conglomerates.includes(name))
    return { kind: 'many-services', why: 'is all services of one firm, also those that keep what anybody sends' }
  return undefined
}

/** `s3.eu-west-1.amazonaws.com`, `eu-west-1.elb.amazonaws.com`: one region of what everybody rents. */
const regional = /^(?:s3[.-][a-z0-9-]{1,32}|[a-z]{2}-[a-z]{2,16}-\d(?:\.elb)?)\.amazonaws\.com$/

function isBelow(name: string, domains: readonly string[]): boolean {
  return domains.some((domain) => name === domain || name.endsWith(`.${domain}`))
}

function faultOfForm(name: string): string | undefined {
  if (name === '') return 'is empty'
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(name)) return 'has a scheme: no host name has one'
  if (/\s/.test(name)) return 'has blanks inside: no host name has any'
  if (name.includes('/')) return 'has a path: no host name has one'
  if (/:\d*$/.test(name)) return 'has a port: no host name has one'
  if (name.includes('*')) return 'has a star inside'
  if (name.includes('..') || name.startsWith('.')) return 'has an empty label'
  if (!/^[\p{L}\p{N}_.-]{1,253}$/u.test(name)) return 'has characters that no host name has'
  return undefined
}
