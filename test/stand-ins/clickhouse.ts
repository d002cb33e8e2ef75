import type { Credentials, StandIn } from './serve.ts'
import { serve } from './serve.ts'

const text = (words: string): Buffer => Buffer.concat([Buffer.from([words.length]), Buffer.from(words)])

/** The Hello of ClickHouse's native protocol, answered as by version 24.3; `open` are accounts without a password. */
export function clickhouseStandIn(open: readonly string[], tls?: Credentials): Promise<StandIn> {
  return serve((bytes, socket) => {
    if (bytes[0] !== 0) return 'close'
    // name of the client, three numbers (the last of three bytes), database, account, password
    let at = 2 + bytes[1]! + 5
    const texts: string[] = []
    for (let index = 0; index < 3; index++) {
      const length = bytes[at] ?? 0
      texts.push(bytes.toString('utf8', at + 1, at + 1 + length))
      at += 1 + length
    }
    const code = Buffer.alloc(4)
    code.writeInt32LE(516)
    const refusal = [Buffer.from([2]), code, text('DB::Exception'), text('Authentication failed'), text(''), Buffer.from([0])]
    const welcome = [Buffer.from([0]), text('ClickHouse'), Buffer.from([24, 3, 0x90, 0xa6, 3])]
    socket.write(Buffer.concat(open.includes(texts[1] ?? '') && texts[2] === '' ? welcome : refusal))
    return bytes.length
  }, tls)
}
