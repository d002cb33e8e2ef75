import { createHash } from 'node:crypto'

/** SHA-256 of `user:password` as examples of products write them, where neither word alone says whose they are. */
const published: ReadonlyMap<string, string> = new Map([
  ['6ec7ee4ead9c0235397082e124e94fa0e3ef54656a20ac930dc2eacd5ffdad6c', 'Hyperswitch'],
  ['900cca6573d9152218bbe175f50c05a88d7d9ca6ac6ea5d54950c8554fccebc8', 'the Hyperswitch card vault'],
])

/** Whose example has this login. */
export function publisherOfPair(user: string, password: string): string | undefined {
  return published.get(createHash('sha256').update(`${user}:${password}`).digest('hex'))
}
