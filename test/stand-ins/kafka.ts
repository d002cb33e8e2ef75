import type { Credentials, StandIn } from './serve.ts'
import { serve } from './serve.ts'

/** ApiVersions v0 and SaslHandshake v1 (Kafka protocol guide, 3.9), of a listener with these mechanisms; without any it knows no SASL. */
export function kafkaStandIn(mechanisms: readonly string[], tls?: Credentials): Promise<StandIn> {
  return serve((bytes, socket) => {
    if (bytes.length >= 4 && bytes.readUInt32BE(0) > 4096) return 'close'
    if (bytes.length < 12 || bytes.length < 4 + bytes.readUInt32BE(0)) return 0
    const names = mechanisms.map((name) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)]))
    const handshake = Buffer.concat([Buffer.from([0, mechanisms.length === 0 ? 34 : 33, 0, 0, 0, names.length]), ...names])
    const body = bytes.readInt16BE(4) === 18 ? Buffer.from('000000000001001200000003', 'hex') : handshake
    socket.write(Buffer.concat([Buffer.from([0, 0, 0, 4 + body.length]), bytes.subarray(8, 12), body]))
    return 4 + bytes.readUInt32BE(0)
  }, tls)
}
