import { nginxEdits } from '../../formats/edits/nginx.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, atHttp } from './edit-text.ts'
import type { Scope } from './scopes.ts'

/** Requests of one address, far above what a person's browser makes (ngx_http_limit_req_module): 16,000 addresses in 1 MB. */
const zone = ['$binary_remote_addr', 'zone=ringwall:10m', 'rate=50r/s']
const limit = ['zone=ringwall', 'burst=200', 'nodelay']

export function limitDeeds(sources: Sources, servers: readonly Scope[]): readonly Deed[] {
  const [first] = servers
  if (first === undefined) return []
  return [
    atHttp(sources, first.rule, (text, path) => nginxEdits.put(text, [...path, 'limit_req_zone'], zone)),
    ...servers.map(({ rule }) =>
      at(rule, (text, path) =>
        inSteps(text, [
          (now) => nginxEdits.put(now, [...path, 'limit_req'], limit),
          (now) => nginxEdits.set(now, [...path, 'limit_req_status'], ['429']),
        ]),
      ),
    ),
  ]
}
