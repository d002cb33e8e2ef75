import { carriesKey } from '../decide/credentials.ts'
import type { Headers } from '../relay/hops.ts'
import { handedOver } from '../relay/hops.ts'
import { own } from '../render/headers.ts'
import type { Answer } from '../serve/heads/write.ts'
import { answered, asked } from '../serve/wire.ts'
import { withoutOwn } from './cookies.ts'
import type { Head } from './head.ts'
import type { Peer } from './peer.ts'
import type { Place } from './place.ts'

const isOurs = (name: string): boolean => name.startsWith('x-guard-')

/** What the program is told: nothing by which a client says who it is, neither the guard's cookies nor its keys, and who it is. */
export function toProgram({ raw }: Head, { site, gone, injected }: Place, { remote }: Peer, { headers }: Answer): Headers {
  const user = headers[answered.user]
  const assertion = headers[answered.assertion]
  const kept = handedOver(raw, (name) => isOurs(name) || gone.has(name)).flatMap(([name, value]): Headers => {
    const lower = name.toLowerCase()
    const rest = lower === 'cookie' ? withoutOwn(value) : value
    return rest === '' || carriesKey(lower, rest) ? [] : [[name, rest]]
  })
  return [
    ['Host', site.host],
    ...kept,
    ['X-Forwarded-For', remote],
    ['X-Forwarded-Host', site.host],
    ['X-Forwarded-Proto', 'https'],
    ...(user === undefined ? [] : [[own.user, user] as const]),
    ...(user === undefined || site.userHeader === undefined ? [] : [[site.userHeader, user] as const]),
    ...(assertion === undefined ? [] : [[own.assertion, assertion] as const]),
    ...injected,
  ]
}

/** What the portal is told: all that the client says, and who asks for which host. */
export function toPortal({ raw, host }: Head, { site }: Place, { remote }: Peer): Headers {
  return [
    ['Host', site.host],
    ...handedOver(raw, (name) => isOurs(name) || name === 'host' || name === 'x-forwarded-for'),
    [asked.remote, remote],
    [asked.host, host],
  ]
}
