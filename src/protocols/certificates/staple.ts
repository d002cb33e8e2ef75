import { childrenOf, objectIdentifier, readDer } from './der.ts'
import { dateOf } from './sent.ts'

/** What an OCSP response says that a server sends beside its certificate (RFC 6960, section 4.2.1). Its signature is not looked at. */
export interface Staple {
  readonly status: 'good' | 'revoked' | 'unknown'
  /** ISO 8601. */
  readonly thisUpdate: string
  readonly nextUpdate?: string
}

const statuses: Readonly<Record<number, Staple['status']>> = { 0x80: 'good', 0xa1: 'revoked', 0x82: 'unknown' }

/** `undefined` when it is none, or says only that the responder cannot tell. */
export function readStaple(der: Uint8Array): Staple | undefined {
  const [state, response] = childrenOf(readDer(der))
  if (state?.value[0] !== 0) return undefined
  const [type, content] = childrenOf(childrenOf(response)[0])
  if (objectIdentifier(type) !== '1.3.6.1.5.5.7.48.1.1' || content === undefined) return undefined
  const data = childrenOf(childrenOf(readDer(content.value))[0])
  const single = childrenOf(childrenOf(data.find(({ tag }) => tag === 0x30))[0])
  const [, status, thisUpdate, next] = single
  const [word, from] = [statuses[status?.tag ?? 0], dateOf(thisUpdate)]
  if (word === undefined || from === undefined) return undefined
  const until = next?.tag === 0xa0 ? dateOf(childrenOf(next)[0]) : undefined
  return { status: word, thisUpdate: from, ...(until === undefined ? {} : { nextUpdate: until }) }
}
