import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { contentType } from './registry.ts'

/**
 * Answers `GET /metrics` and nothing else. The caller listens with it on loopback: no page of a browser gets there under a name of its own
 * (`Host`), or from elsewhere (`Sec-Fetch-Site`).
 */
export function metricsServer(text: () => Promise<string>): Server {
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 10_000 }, (request, response) => {
    const { host = '', 'sec-fetch-site': page } = request.headers
    const isHere = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)(?::\d{1,5})?$/.test(host)
    if (!isHere || page !== undefined) return void response.writeHead(403).end()
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    text().then(
      (body) => void response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(request.method === 'HEAD' ? '' : body),
      () => void response.writeHead(503).end(),
    )
  })
  server.maxConnections = 16
  return server
}
