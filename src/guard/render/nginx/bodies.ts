import type { GuardDocument } from '../../document/read.ts'
import { clientHeaders } from '../../model/request.ts'
import { asked, handedOn } from '../../serve/wire.ts'
import { looks } from '../bodies.ts'
import { sockets } from '../types.ts'
import type { Line } from './words.ts'
import { block } from './words.ts'

/** What the guard is told of a request, and the variable of nginx that holds it. */
export const says: readonly (readonly [header: string, variable: string])[] = [
  [asked.method, '$request_method'],
  [asked.scheme, '$scheme'],
  [asked.host, '$http_host'],
  // never $uri: in a sub-request that is the name of its location
  [asked.target, '$request_uri'],
  [asked.remote, '$remote_addr'],
  [asked.certificate, '$guard_certificate'],
  ...clientHeaders.map((header) => [handedOn(header), `$http_${header.replaceAll('-', '_')}`] as const),
]

/** Tells who looks at bodies what the decision service was told; every other way gets none of these headers. */
export const saidAgain: readonly string[] = says.map(([header], index) => `proxy_set_header ${header} $guard_said_${index};`)

/** The way to who looks at bodies. */
export function bodiesOf({ settings, sites }: GuardDocument): readonly Line[] {
  if (!sites.some(looks)) return []
  return [
    block('upstream guard_bodies', [`server unix:${settings.folder}/${sockets.bodies};`, 'keepalive 16;']),
    'proxy_headers_hash_max_size 2048;',
    'proxy_headers_hash_bucket_size 128;',
    ...says.map(([, variable], index) => block(`map $guard_look $guard_said_${index}`, ["'' '';", `default ${variable};`])),
  ]
}
