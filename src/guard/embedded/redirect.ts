import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { canonicalHost } from '../paths/host.ts'
import { canonicalTarget } from '../paths/target.ts'
import { say } from './give.ts'
import type { Times } from './passage.ts'

/** Sends plain HTTP to HTTPS, by the host's own name and never by the client's word for it; other hosts nowhere. */
export function redirectServer(isOurs: (host: string) => boolean, https: number, { head, part }: Times): Server {
  return createServer(
    { headersTimeout: head, requestTimeout: head + part, connectionsCheckingInterval: Math.min(1000, head), maxHeaderSize: 32_768 },
    (message, response) => {
      const hosts = message.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
      const host = canonicalHost(message.headers.host ?? '')
      const target = message.url ?? ''
      const passage = { message, response, patience: part }
      response.shouldKeepAlive = false
      if (host === undefined || hosts.length !== 1 || !isOurs(host)) return say(passage, 421, [])
      if ('refused' in canonicalTarget(target)) return say(passage, 400, [])
      say(passage, 308, [['Location', `https://${host}${https === 443 ? '' : `:${https}`}${target}`]])
    },
  )
}
