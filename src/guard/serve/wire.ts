import type { ClientHeader, GuardRequest } from '../model/request.ts'
import { clientHeaders } from '../model/request.ts'

/** Headers in which the data plane says what a request is. It sets each of them itself, whatever the client sent. */
export const asked = {
  method: 'x-guard-method',
  scheme: 'x-guard-scheme',
  host: 'x-guard-host',
  target: 'x-guard-target',
  remote: 'x-guard-remote',
  certificate: 'x-guard-certificate',
  /** Which configuration the data plane works by. */
  rendered: 'x-guard-rendered',
} as const

/** The name under which the data plane hands on a header of the client. */
export function handedOn(header: ClientHeader): string {
  return `x-guard-client-${header}`
}

const askings = new Set<string>([...Object.values(asked), ...clientHeaders.map(handedOn)])

/** Whether a header, in lower case, is one in which the data plane says what a request is: no program gets it. */
export function isAsking(header: string): boolean {
  return askings.has(header)
}

/** Headers in which the decision service answers the data plane. */
export const answered = {
  status: 'x-guard-status',
  reason: 'x-guard-reason',
  /** Seconds. */
  later: 'x-guard-later',
  ask: 'x-guard-ask',
  location: 'x-guard-location',
  upstream: 'x-guard-upstream',
  ticket: 'x-guard-ticket',
  /** The body is looked at: the request goes to who does. */
  look: 'x-guard-look',
  assertion: 'x-guard-assertion',
  user: 'x-guard-user',
  /** Number of the rule, with a `p` where a browser asks before, and the origin that may read the answer. */
  cors: 'x-guard-cors',
} as const

const handed = clientHeaders.map((header) => [header, handedOn(header)] as const)

/** The request that the data plane asks about, by the headers of its question; nothing where it does not say all of it. */
export function requestOf(headers: ReadonlyMap<string, string>, workerOf: (certificate: string) => string | undefined): GuardRequest | undefined {
  const said = (name: string): string | undefined => headers.get(name) || undefined
  const [method, scheme, host, target, remote] = [said(asked.method), said(asked.scheme), said(asked.host), said(asked.target), said(asked.remote)]
  if (method === undefined || host === undefined || target === undefined || remote === undefined) return undefined
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const certificate = said(asked.certificate)
  const worker = certificate === undefined ? undefined : workerOf(certificate)
  // a certificate that names nobody is a worker that is nobody, not no worker
  if (certificate !== undefined && worker === undefined) return undefined
  const client: Partial<Record<ClientHeader, string>> = {}
  for (const [header, name] of handed) {
    const value = said(name)
    if (value !== undefined) client[header] = value
  }
  return { method, scheme, host, target, remote, ...(worker === undefined ? {} : { worker }), headers: client }
}
