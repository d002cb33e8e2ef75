import type { IncomingHttpHeaders } from 'node:http'
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
} as const

/** The name under which the data plane hands on a header of the client. */
export function handedOn(header: ClientHeader): string {
  return `x-guard-client-${header}`
}

/** Headers in which the decision service answers the data plane. */
export const answered = {
  status: 'x-guard-status',
  reason: 'x-guard-reason',
  ask: 'x-guard-ask',
  location: 'x-guard-location',
  upstream: 'x-guard-upstream',
  ticket: 'x-guard-ticket',
  assertion: 'x-guard-assertion',
  user: 'x-guard-user',
} as const

/** The request that the data plane asks about; nothing where it does not say all of it. */
export function requestOf(headers: IncomingHttpHeaders, workerOf: (certificate: string) => string | undefined): GuardRequest | undefined {
  const method = text(headers[asked.method])
  const scheme = text(headers[asked.scheme])
  const host = text(headers[asked.host])
  const target = text(headers[asked.target])
  const remote = text(headers[asked.remote])
  if (method === undefined || host === undefined || target === undefined || remote === undefined) return undefined
  if (scheme !== 'http' && scheme !== 'https') return undefined
  const certificate = text(headers[asked.certificate])
  const worker = certificate === undefined ? undefined : workerOf(certificate)
  // a certificate that names nobody is a worker that is nobody, not no worker
  if (certificate !== undefined && worker === undefined) return undefined
  const client: Partial<Record<ClientHeader, string>> = {}
  for (const header of clientHeaders) {
    const value = text(headers[handedOn(header)])
    if (value !== undefined) client[header] = value
  }
  return { method, scheme, host, target, remote, ...(worker === undefined ? {} : { worker }), headers: client }
}

function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
