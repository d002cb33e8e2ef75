import { plainPath } from './locations.ts'
import type { Scope } from './scopes.ts'
import { headerIn, passesOn, scopesIn } from './scopes.ts'

/** Paths that are passed on with the header `Upgrade`: WebSockets, as nginx's guide has them ("WebSocket proxying"). Expressions name none. */
export function socketsOf(server: Scope): readonly string[] {
  return scopesIn(server, 'location').flatMap((location) => {
    const path = plainPath(location)
    if (path === undefined || !passesOn(location) || headerIn(location, 'proxy_set_header', 'Upgrade') === undefined) return []
    // Socket.IO asks for its transport (Engine.IO protocol 4)
    return [path.endsWith('/socket.io/') ? `${path}?EIO=4&transport=websocket` : path]
  })
}
