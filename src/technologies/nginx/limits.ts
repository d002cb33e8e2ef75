import type { Observation, Remark } from '../../model/technology.ts'
import { missing, written } from './observation.ts'
import { isForPaths } from './pace.ts'
import type { Scope } from './scopes.ts'
import { inForce, listInForce, own, passesOn, scopesIn } from './scopes.ts'
import type { Servers } from './servers.ts'
import { onlyRedirects } from './redirects.ts'

const body: Remark = {
  concern: 'resource-limit',
  key: 'client_max_body_size',
  stake: 'availability',
  expected: 'a limit near the largest upload',
  fix: 'set client_max_body_size to the largest upload that the application needs',
}
const rate: Remark = {
  concern: 'rate-limit',
  key: 'limit_req',
  stake: 'availability',
  expected: 'limit_req on what is passed on',
  fix: 'add limit_req_zone and limit_req, at least where logins are',
  want: '50 requests a second and address',
}
const listing: Remark = {
  concern: 'anonymous-access',
  key: 'autoindex',
  stake: 'defence',
  expected: 'autoindex off',
  fix: 'remove autoindex on;',
  want: 'off',
}
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
  want: 'for the machine itself alone',
}
const log: Remark = {
  concern: 'data-in-logs',
  key: 'error_log',
  stake: 'hygiene',
  expected: 'warn or error',
  fix: 'log at warn or error',
  want: 'warn',
}

export function limitObservations(servers: Servers): readonly Observation[] {
  return servers.http.flatMap((server) => {
    const scopes = [server, ...scopesIn(server, 'location')]
    return [
      ...(onlyRedirects(server) ? [] : rateOf(server, scopes)),
      ...scopes.flatMap((scope) => [...bodyOf(scope), ...openDoors(scope)]),
      ...debugLog(server),
    ]
  })
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
  const root = rootOf(server)
  const limited = scopes
    .flatMap((scope) => [...listInForce(scope, 'limit_req'), ...listInForce(scope, 'limit_conn')])
    .find((limit) => !isForPaths(limit, root))
  if (limited !== undefined) return [written(rate, 'safe', limited, 'requests are limited', limited.args.join(' '))]
  return [missing(rate, 'unsafe', server.rule, 'one client may send requests without any limit, guesses of passwords among them')]
}

function rootOf(scope: Scope): Scope {
  return scope.parent === undefined ? scope : rootOf(scope.parent)
}

function openDoors(scope: Scope): readonly Observation[] {
  const found: Observation[] = []
  const index = inForce(scope, 'autoindex')
  if (index?.args[0] === 'on' && !passesOn(scope)) found.push(written(listing, 'unsafe', index, 'folders are listed to everybody', 'on'))
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
