import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { canonicalHost } from '../paths/host.ts'
import { canonicalTarget } from '../paths/target.ts'
import { say } from './give.ts'

/** Sends plain HTTP to HTTPS, by the host's own name and never by the client's word for it; other hosts nowhere. */
export function redirectServer(isOurs: (host: string) => boolean, https: number): Server {
  return createServer({ headersTimeout: 10_000, connectionsCheckingInterval: 1000, maxHeaderSize: 32_768 }, (message, response) => {
    const hosts = message.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    const host = canonicalHost(message.headers.host ?? '')
    const target = message.url ?? ''
    response.shouldKeepAlive = false
    if (host === undefined || hosts.length !== 1 || !isOurs(host)) return say(response, message, 421, [])
    if ('refused' in canonicalTarget(target)) return say(response, message, 400, [])
    say(response, message, 308, [['Location', `https://${host}${https === 443 ? '' : `:${https}`}${target}`]])
  })
}
