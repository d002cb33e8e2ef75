import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Sink } from './sink.ts'
import { notScanned, Stop } from './verdict.ts'

const unpackers = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const

/** Undoes one `Content-Encoding` (RFC 9110, section 8.4.1); undefined for those that are not known here. What it unpacks to is counted by its sink. */
export function unpackedSink(where: string, encoding: string, into: Sink): Sink | undefined {
  if (!Object.hasOwn(unpackers, encoding)) return undefined
  const unpacker = unpackers[encoding as keyof typeof unpackers]()
  let failure: unknown
  const done = (async () => {
    for await (const bytes of unpacker) await into.write(bytes as Buffer)
  })().catch((error: unknown) => {
    failure = error
  })
  const check = (): void => {
    if (failure === undefined) return
    throw failure instanceof Stop ? failure : new Stop(where, notScanned('malformed', `it is not ${encoding}`))
  }
  return {
    async write(bytes) {
      check()
      if (unpacker.destroyed) throw new Stop(where, notScanned('malformed', `more than one ${encoding} in it`))
      if (!unpacker.write(bytes)) await Promise.race([new Promise((resolve) => unpacker.once('drain', resolve)), done])
      check()
    },
    async end() {
      unpacker.end()
      await done
      check()
      await into.end()
    },
  }
}
