import { nginxEdits } from '../../formats/edits/nginx.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Edited } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { channelOf } from '../../model/lookup.ts'
import type { WantSlow } from '../../model/want.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, atHttp, changesFor, isWritten, sourcesOf } from './edit-text.ts'
import { perMinute } from './pace.ts'
import type { Scope } from './scopes.ts'
import { inForce, listInForce, own, scopesIn } from './scopes.ts'
import { waysTo } from './ways.ts'

const variable = '$ringwall_guess'
const zone = 'zone=ringwall_guess'

/** 16,000 addresses in 1 MB. Requests with an empty key, those for all other paths, are not counted (ngx_http_limit_req_module). */
export function slow({ channel: id, paths, pace }: WantSlow, { input }: Component, deployment: Deployment): Edited {
  const channel = channelOf(deployment, id)
  if (channel === undefined) return { cannot: `${id} is not there`, reason: 'not-in-files' }
  const sources = sourcesOf(input)
  const program = { host: channel.host, ...(channel.port === undefined ? {} : { port: channel.port }) }
  const found = paths.map((path) => waysTo(sources.servers, program, path))
  const ways = found.flatMap((each) => (each === 'unknown' ? [] : each))
  if (found.includes('unknown')) return { cannot: 'an expression decides which location serves them', reason: 'file-cannot' }
  const fast = ways.filter(({ location, counted }) => {
    const rate = perMinute(location, counted, sources.servers.root)
    return rate === 'unlimited' || rate > pace.perMinute
  })
  const servers = [...new Set(fast.map(({ server }) => server))]
  const [first] = servers
  if (first === undefined) return { changes: [] }
  if (servers.some(({ rule }) => !isWritten(sources, rule)))
    return { cannot: 'a server of it is written in the image itself', reason: 'not-in-files' }
  const limit = [zone, `burst=${pace.burst}`, 'nodelay']
  return changesFor(sources, [
    counted([...new Set(fast.map((way) => way.counted))], first, sources),
    atHttp(sources, first.rule, (text, path) =>
      nginxEdits.put(text, [...path, 'limit_req_zone'], [variable, `${zone}:10m`, `rate=${pace.perMinute}r/m`]),
    ),
    ...servers.flatMap((server) => limited(server, limit)),
  ])
}

/** A list is inherited as a whole or not at all: what held in the server is repeated in it, and locations with limits of their own get this one too. */
function limited(server: Scope, limit: readonly string[]): readonly Deed[] {
  const inside = scopesIn(server, 'location').filter((location) => own(location, 'limit_req').length > 0)
  const outside = own(server, 'limit_req').length > 0 || server.parent === undefined ? [] : listInForce(server.parent, 'limit_req')
  const status = inForce(server, 'limit_req_status') === undefined ? [['limit_req_status', '429']] : []
  return [
    at(server.rule, (text, path) =>
      inSteps(text, [
        ...[...outside.map(({ args }) => args), limit].map((args) => (now: string) => nginxEdits.put(now, [...path, 'limit_req'], args)),
        ...status.map(
          ([name = '', value = '']) =>
            (now: string) =>
              nginxEdits.set(now, [...path, name], [value]),
        ),
      ]),
    ),
    ...inside.map(({ rule }) => at(rule, (text, path) => nginxEdits.put(text, [...path, 'limit_req'], limit))),
  ]
}

/** The paths that are counted, as `$uri` has them: decoded, and with single slashes. */
function counted(paths: readonly string[], server: Scope, sources: Sources): Deed {
  const map = scopesIn(sources.servers.root, 'http')
    .concat(sources.servers.root)
    .flatMap((scope) => own(scope, 'map'))
    .find(({ args }) => args[1] === variable)
  const lines = paths.map((path) => [written(path), '$binary_remote_addr'] as const)
  if (map !== undefined && isWritten(sources, map))
    return at(map, (text, path) =>
      inSteps(
        text,
        lines.map(
          ([name, value]) =>
            (now) =>
              nginxEdits.set(now, [...path, name], [value]),
        ),
      ),
    )
  return atHttp(sources, server.rule, (text, path) =>
    nginxEdits.addBlock(text, path, { words: ['map', '$uri', variable], inner: [['default', ''], ...lines] }),
  )
}

/** A text of the map is found by a table whose rows take about forty characters (map_hash_bucket_size); a longer one is an expression. */
function written(path: string): string {
  return path.length <= 30 ? path : `~*^${path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`
}
