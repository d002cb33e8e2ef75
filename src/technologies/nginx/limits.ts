import type { Observation } from '../../model/technology.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { passesOn } from './listeners.ts'
import type { Remark } from './observation.ts'
import { missing, written } from './observation.ts'
import type { Scope } from './scopes.ts'
import { inForce, listInForce, own, scopesIn } from './scopes.ts'
import type { Servers } from './servers.ts'
import { onlyRedirects } from './servers.ts'

const protocols: Remark = {
  concern: 'tls-policy',
  key: 'ssl_protocols',
  stake: 'traffic',
  expected: 'TLSv1.2 TLSv1.3',
  fix: 'set ssl_protocols TLSv1.2 TLSv1.3;',
}
const ciphers: Remark = {
  concern: 'tls-policy',
  key: 'ssl_ciphers',
  stake: 'traffic',
  expected: 'forward-secret AEAD suites',
  fix: 'leave ssl_ciphers out, or list ECDHE suites with GCM or CHACHA20 alone',
}
const clients: Remark = {
  concern: 'tls-verification',
  key: 'ssl_verify_client',
  stake: 'defence',
  expected: 'ssl_verify_client on',
  fix: 'set ssl_verify_client on; with ssl_client_certificate',
}
const body: Remark = {
  concern: 'resource-limit',
  key: 'client_max_body_size',
  stake: 'availability',
  expected: 'a limit near the largest upload',
  fix: 'set client_max_body_size to the largest upload that the application needs',
}
const rate: Remark = {
  concern: 'resource-limit',
  key: 'limit_req',
  stake: 'availability',
  expected: 'limit_req on what is passed on',
  fix: 'add limit_req_zone and limit_req, at least where logins are',
}
const listing: Remark = { concern: 'anonymous-access', key: 'autoindex', stake: 'defence', expected: 'autoindex off', fix: 'remove autoindex on;' }
const traversal: Remark = {
  concern: 'anonymous-access',
  key: 'alias',
  stake: 'data',
  expected: 'location and alias both end in a slash',
  fix: 'end the location in a slash, as its alias does',
}
const status: Remark = {
  concern: 'remote-management',
  key: 'stub_status',
  stake: 'hygiene',
  expected: 'allow and deny around stub_status',
  fix: 'add allow 127.0.0.1; deny all; beside stub_status',
}
const log: Remark = { concern: 'data-in-logs', key: 'error_log', stake: 'hygiene', expected: 'warn or error', fix: 'log at warn or error' }

export function limitObservations(servers: Servers, version: string | undefined): readonly Observation[] {
  const tls = new Set(servers.listens.filter((listen) => listen.tls).map((listen) => listen.server))
  return servers.http.flatMap((server) => {
    const scopes = [server, ...scopesIn(server, 'location')]
    return [
      ...(tls.has(server) ? [...protocolsOf(server, version), ...ciphersOf(server), ...clientsOf(server)] : []),
      ...(onlyRedirects(server) ? [] : rateOf(server, scopes)),
      ...scopes.flatMap((scope) => [...bodyOf(scope), ...openDoors(scope)]),
      ...debugLog(server),
    ]
  })
}

function protocolsOf(server: Scope, version: string | undefined): readonly Observation[] {
  const rule = inForce(server, 'ssl_protocols')
  if (rule !== undefined) {
    const old = rule.args.filter((name) => /^(?:SSLv[23]|TLSv1|TLSv1\.1)$/i.test(name))
    const message = old.length === 0 ? 'only current versions of TLS are offered' : `${old.join(', ')} is offered although it is broken`
    return [written(protocols, old.length === 0 ? 'safe' : 'unsafe', rule, message, rule.args.join(' '))]
  }
  // nginx 1.27.3 (November 2024): TLSv1 and TLSv1.1 are off by default
  const old = version !== undefined && version.includes('.') && !isAtLeast(version, '1.27.3')
  if (!old) return [missing(protocols, 'safe', server.rule, 'nginx 1.27.3 and later offers TLS 1.2 and 1.3 alone')]
  return [
    missing({ ...protocols, stake: 'defence' }, 'unsafe', server.rule, `nginx ${version} offers TLS 1.0 and 1.1 unless ssl_protocols says otherwise`),
  ]
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

function bodyOf(scope: Scope): readonly Observation[] {
  return own(scope, 'client_max_body_size').map((rule) => {
    const value = rule.args[0] ?? ''
    const unlimited = /^0+[kmg]?$/i.test(value)
    return written(body, unlimited ? 'unsafe' : 'safe', rule, unlimited ? 'requests may be of any size' : 'the size of requests is limited', value)
  })
}

function rateOf(server: Scope, scopes: readonly Scope[]): readonly Observation[] {
  if (!scopes.some(passesOn)) return []
  const limited = scopes.flatMap((scope) => [...listInForce(scope, 'limit_req'), ...listInForce(scope, 'limit_conn')])[0]
  if (limited !== undefined) return [written(rate, 'safe', limited, 'requests are limited', limited.args.join(' '))]
  return [missing(rate, 'unsafe', server.rule, 'one client may send requests without any limit, guesses of passwords among them')]
}

function openDoors(scope: Scope): readonly Observation[] {
  const found: Observation[] = []
  const index = own(scope, 'autoindex')[0]
  if (index?.args[0] === 'on') found.push(written(listing, 'unsafe', index, 'folders are listed to everybody', 'on'))
  const alias = own(scope, 'alias')[0]
  const prefix = scope.rule.args.length === 1 ? scope.rule.args[0] : scope.rule.args[0] === '^~' ? scope.rule.args[1] : undefined
  if (alias !== undefined && prefix?.startsWith('/') === true && !prefix.endsWith('/') && alias.args[0]?.endsWith('/') === true) {
    found.push(written(traversal, 'unsafe', alias, `${prefix}../ leads out of the folder: files beside it can be read`, `location ${prefix}`))
  }
  const statistics = own(scope, 'stub_status')[0]
  if (statistics !== undefined && listInForce(scope, 'deny').length === 0 && inForce(scope, 'auth_basic') === undefined) {
    found.push(written(status, 'unsafe', statistics, 'anybody who reaches nginx reads its statistics', 'open'))
  }
  return found
}

function debugLog(server: Scope): readonly Observation[] {
  const rule = inForce(server, 'error_log')
  return rule?.args[1] === 'debug' ? [written(log, 'unsafe', rule, 'debug logs hold headers and cookies of every request', 'debug')] : []
}
