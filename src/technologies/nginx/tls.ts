import type { Observation, Remark } from '../../model/technology.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { missing, written } from './observation.ts'
import type { Scope } from './scopes.ts'
import { inForce } from './scopes.ts'
import type { Servers } from './servers.ts'
import { nameOf } from './servers.ts'

const protocols: Remark = {
  concern: 'tls-policy',
  key: 'ssl_protocols',
  stake: 'traffic',
  expected: 'TLSv1.2 TLSv1.3',
  fix: 'set ssl_protocols TLSv1.2 TLSv1.3;',
  want: intermediate.versions.join(' '),
}
const ciphers: Remark = {
  concern: 'tls-policy',
  key: 'ssl_ciphers',
  stake: 'traffic',
  expected: 'forward-secret AEAD suites',
  fix: 'leave ssl_ciphers out, or list ECDHE suites with GCM or CHACHA20 alone',
  want: intermediate.ciphers.join(':'),
}
const clients: Remark = {
  concern: 'client-certificate',
  key: 'ssl_verify_client',
  stake: 'defence',
  expected: 'ssl_verify_client on',
  fix: 'set ssl_verify_client on; with ssl_client_certificate',
}
/** TLS of every server that speaks it, in `http`, `stream` and `mail`. An absent version is one that is not known. */
export function tlsObservations(servers: Servers, version: string | undefined): readonly Observation[] {
  const tls = new Set(servers.listens.flatMap(({ tls: isTls, kind, server }) => (isTls || starts(server, kind) ? [server] : [])))
  return [...tls].flatMap((server) => [...protocolsOf(server, version), ...ciphersOf(server), ...clientsOf(server)])
}

function starts(server: Scope, kind: string): boolean {
  return kind === 'mail' && /^(?:on|only)$/.test(inForce(server, 'starttls')?.args[0] ?? '')
}

function protocolsOf(server: Scope, version: string | undefined): readonly Observation[] {
  const rule = inForce(server, 'ssl_protocols')
  if (rule !== undefined) {
    const old = rule.args.filter((name) => /^(?:SSLv[23]|TLSv1|TLSv1\.1)$/i.test(name))
    const message = old.length === 0 ? 'only current versions of TLS are offered' : `${old.join(', ')} is offered although it is broken`
    return [written(protocols, old.length === 0 ? 'safe' : 'unsafe', rule, message, rule.args.join(' '))]
  }
  // nginx 1.27.3 (November 2024): TLSv1 and TLSv1.1 are off by default
  if (version !== undefined && (!version.includes('.') || isAtLeast(version, '1.27.3')))
    return [missing(protocols, 'safe', server.rule, 'nginx 1.27.3 and later offers TLS 1.2 and 1.3 alone')]
  const who = version === undefined ? 'nginx before 1.27.3' : `nginx ${version}`
  const message = `the TLS server ${nameOf(server)} leaves the versions of TLS to nginx: ${who} offers TLS 1.0 and 1.1 unless ssl_protocols says otherwise`
  return [missing({ ...protocols, stake: 'defence' }, 'unsafe', server.rule, message)]
}

function ciphersOf(server: Scope): readonly Observation[] {
  const rule = inForce(server, 'ssl_ciphers')
  const weak = (rule?.args[0] ?? '')
    .split(/[:, ]/)
    .filter((name) => !/^[!-]/.test(name) && /RC4|DES|NULL|EXP|MD5|^LOW|^(?:ALL|aNULL|eNULL|ADH)$/i.test(name))
  if (rule === undefined || weak.length === 0) return []
  return [written(ciphers, 'unsafe', rule, `weak cipher suites are offered: ${weak.join(', ')}`, weak.join(':'))]
}

function clientsOf(server: Scope): readonly Observation[] {
  const rule = inForce(server, 'ssl_verify_client')
  if (rule === undefined || rule.args[0]?.startsWith('optional') !== true) return []
  const message =
    rule.args[0] === 'optional_no_ca' ? 'client certificates are asked for and not checked' : 'a client without a certificate is let in as well'
  return [written(clients, rule.args[0] === 'optional_no_ca' ? 'unsafe' : 'unknown', rule, message, rule.args[0] ?? '')]
}
