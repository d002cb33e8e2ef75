import type { Listener } from './listener.ts'

/** No new request, and an end of what is asked. */
export function closed(server: Listener): Promise<void> {
  return new Promise((done) => {
    server.close(() => done())
    server.closeAllConnections()
  })
}
