import { isAddress, isLoopback } from '../../protocols/address.ts'
import type { Answer, Rule } from './access.ts'
import { answerTo } from './access.ts'
import type { Acl } from './acl.ts'
import type { Request } from './request.ts'

/** Requests that tell what the rules let through; names and addresses that are nobody's (RFC 2606, RFC 5737). */
export interface Probes {
  /** What an answer is to the first of the requests that is let through, if any is; then of the first that cannot be told. */
  readonly ask: (requests: readonly Request[]) => Answer
  /** A client that no rule names. */
  readonly foreign: string
  /** Clients that the rules may be about. */
  readonly inside: readonly string[]
  /** A host that no list names, then one of each list. */
  readonly hosts: readonly Host[]
}

export interface Host {
  readonly host: string
  readonly member: string
}

export const unlisted: Host = { host: 'host.unlisted.invalid', member: '' }
export const elsewhere = '203.0.113.10'
const privateClients = ['10.20.30.40', '172.20.30.40', '192.168.20.30']

export function probesOf(rules: readonly Rule[], acls: ReadonlyMap<string, Acl>): Probes {
  const used = new Set(rules.flatMap((rule) => rule.acls.map(({ name }) => name)))
  const values = (type: string): readonly string[] =>
    [...acls.values()].filter((acl) => acl.type === type && used.has(acl.name)).flatMap((acl) => acl.lines.flat().map(({ text }) => text))
  const clients = values('src')
    .map((text) => text.split(/[/-]/)[0] ?? '')
    .filter((text) => isAddress(text) && !isLoopback(text) && !/^[0:.]+$/.test(text))
  const listed = [...acls.values()]
    .filter((acl) => acl.type === 'dstdomain' && used.has(acl.name))
    .flatMap((acl) => acl.lines.flat().slice(0, 1))
    .map(({ text }) => ({ host: text.replace(/^\./, ''), member: '' }))
    .filter(({ host }) => host !== '' && !host.startsWith('-'))
  const absent = [...acls.values()].filter(({ missing, name }) => missing !== undefined && used.has(name))
  return {
    ask(requests) {
      const answers = requests.map((request) => answerTo(request, rules, acls))
      return (
        answers.find(({ decision }) => decision === 'allow') ??
        answers.find(({ decision }) => decision === 'unknown') ??
        answers.find(({ decision }) => decision === 'login') ?? { decision: 'deny' }
      )
    },
    foreign: '198.51.100.77',
    inside: [...new Set([...clients.slice(0, 64), ...privateClients])],
    hosts: [unlisted, ...listed.slice(0, 64), ...absent.map(({ name }) => ({ ...unlisted, member: name }))],
  }
}

export function tunnel(source: string, host: Host, port = 443): Request {
  return { source, method: 'CONNECT', ...host, port, address: elsewhere }
}

/** A path that nobody names and the root, which rules for health checks let through. */
export function fetches(source: string, host: Host, port = 80): readonly Request[] {
  return ['/', '/any/path'].map((path) => ({ source, method: 'GET', scheme: 'http', ...host, port, path, address: elsewhere }))
}

export function fetchFrom(source: string, address: string, path = '/'): Request {
  return { source, method: 'GET', scheme: 'http', host: address, member: '', port: 80, path, address }
}
