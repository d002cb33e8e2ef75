import type { GuardDocument } from '../../document/read.ts'
import type { Site } from '../../model/site.ts'
import type { Line } from './words.ts'
import { block } from './words.ts'

/** What is counted of one source: an IPv4 address, or the /64 of an IPv6 one, all of which one machine has. */
export function limitsOf({ sites }: GuardDocument): readonly Line[] {
  return [
    // sixteen bytes, not a text: any of them may be a line feed
    block('map $binary_remote_addr $guard_source', ['"~(?s)^(?<guard_network>.{8}).{8}$" $guard_network;', 'default $binary_remote_addr;']),
    'limit_conn_zone $guard_source zone=addresses:10m;',
    'limit_conn_status 429;',
    'limit_req_status 429;',
    ...sites.flatMap(({ limits: { requestsPerSecond } }, index) =>
      requestsPerSecond === undefined ? [] : [`limit_req_zone $guard_source zone=requests_${index}:10m rate=${requestsPerSecond}r/s;`],
    ),
    '# who was stopped here may try again in a second; the decision service says it itself',
    block('map "$limit_req_status:$limit_conn_status" $guard_retry_after', ['~REJECTED 1;', 'default $guard_later;']),
  ]
}

/** nginx writes none that is empty. */
export const retryAfter = 'add_header Retry-After $guard_retry_after always;'

export function siteLimits({ limits }: Site, index: number): readonly Line[] {
  return [
    `limit_conn addresses ${limits.connectionsPerAddress};`,
    ...(limits.requestsPerSecond === undefined ? [] : [`limit_req zone=requests_${index} burst=${limits.requestsPerSecond} nodelay;`]),
    retryAfter,
  ]
}
