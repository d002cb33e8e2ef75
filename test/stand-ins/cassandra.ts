import type { Credentials, StandIn } from './serve.ts'
import { serve } from './serve.ts'

/** STARTUP of the CQL protocol, version 4: READY where AllowAllAuthenticator is set, else AUTHENTICATE. */
export function cassandraStandIn(authenticator: string | undefined, tls?: Credentials): Promise<StandIn> {
  return serve((bytes, socket) => {
    if (bytes[0] !== 4) return 'close'
    if (bytes.length < 9 || bytes.length < 9 + bytes.readUInt32BE(5)) return 0
    const name = authenticator ?? ''
    const body = authenticator === undefined ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)])
    const operation = authenticator === undefined ? 2 : 3
    socket.write(Buffer.concat([Buffer.from([0x84, 0, 0, 1, operation, 0, 0, 0, body.length]), body]))
    return 9 + bytes.readUInt32BE(5)
  }, tls)
}
