import type { ComponentInput } from '../../model/input.ts'
import type { Pace, ProgramBehind } from '../../model/technology.ts'
import { fits } from './locations.ts'
import type { Scope } from './scopes.ts'
import { listInForce, scopesIn } from './scopes.ts'
import { serversOf } from './servers.ts'
import type { Rule } from './tree.ts'
import { loadTree } from './tree.ts'
import { waysTo } from './ways.ts'

const addresses: ReadonlySet<string> = new Set(['$binary_remote_addr', '$remote_addr'])

/** How often one address gets through, by the fastest of all ways (ngx_http_limit_req_module). */
export function paceOf(input: ComponentInput, program: ProgramBehind, paths: readonly string[]): readonly Pace[] | undefined {
  const tree = loadTree(input, [])
  if (!tree.known) return undefined
  const servers = serversOf(tree)
  const found: Pace[] = []
  for (const path of paths) {
    const ways = waysTo(servers, program, path)
    if (ways === 'unknown') return undefined
    const rates = ways.map(({ location, counted }) => perMinute(location, counted, servers.root))
    found.push({ path, perMinute: rates.includes('unlimited') ? 'unlimited' : Math.max(0, ...rates.map(Number)) })
  }
  return found
}

/** The strictest of the limits that count this path by address. */
export function perMinute(location: Scope, counted: string, root: Scope): number | 'unlimited' {
  const rates = listInForce(location, 'limit_req').flatMap((limit) => {
    const zone = zoneOf(limit, root)
    if (zone === undefined || !counts(zone.args[0] ?? '', counted, root)) return []
    const [, number, unit] = /^rate=(\d{1,9})r\/([sm])$/.exec(zone.args.find((word) => word.startsWith('rate=')) ?? '') ?? []
    return number === undefined ? [] : [Number(number) * (unit === 's' ? 60 : 1)]
  })
  return rates.length === 0 ? 'unlimited' : Math.min(...rates)
}

/** Whether a limit holds for single paths alone. */
export function isForPaths(limit: Rule, root: Scope): boolean {
  return mapOf(zoneOf(limit, root)?.args[0] ?? '', root) !== undefined
}

function zoneOf({ args }: Rule, root: Scope): Rule | undefined {
  const name = args.find((word) => word.startsWith('zone='))?.slice(5)
  return named(root, 'limit_req_zone').find((zone) => zone.args.some((word) => word.startsWith(`zone=${name}:`)))
}

/** Requests with an empty key are not counted. */
function counts(key: string, path: string, root: Scope): boolean {
  if (addresses.has(key)) return true
  const map = mapOf(key, root)
  return map !== undefined && addresses.has(valueFor(path, map.body ?? []))
}

/** A map of paths: what it gives is the key. */
function mapOf(key: string, root: Scope): Rule | undefined {
  return named(root, 'map').find(({ args: [source, name] }) => name === key && (source === '$uri' || source === '$document_uri'))
}

/** Texts go before expressions, and those before the default (ngx_http_map_module). */
function valueFor(path: string, lines: readonly Rule[]): string {
  const text = lines.find(({ name }) => name.toLowerCase() === path.toLowerCase())
  const expression = lines.find(({ name }) => name.startsWith('~') && fits(name.replace(/^~\*?/, ''), name.startsWith('~*'), path) === true)
  return (text ?? expression ?? lines.find(({ name }) => name === 'default'))?.args[0] ?? ''
}

function named(root: Scope, name: string): readonly Rule[] {
  return [root, ...scopesIn(root, 'http')].flatMap(({ rule }) => (rule.body ?? []).filter((each) => each.name === name))
}
