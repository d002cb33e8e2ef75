import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'

/** A server for the portal, on a socket that the data plane alone may open. */
export function portalServer(app: Hono): Server {
  return createAdaptorServer({ fetch: app.fetch, serverOptions: { maxHeaderSize: 32_768, requestTimeout: 10_000 } }) as Server
}
