import { networkList } from '../model/network.ts'
import { covers } from '../paths/match.ts'
import type { KnownKey } from './ports.ts'

interface Use {
  readonly host: string
  readonly method: string
  readonly segments: readonly string[]
  readonly remote: string
}

/** Why a key may not be used for this; nothing where it may. */
export function keyMay(key: KnownKey, { host, method, segments, remote }: Use): 'key-source' | 'key-scope' | undefined {
  if (key.sources.length > 0 && listOf(key.sources)(remote) !== true) return 'key-source'
  const isInScope = key.scopes.some((scope) => scope.host === host && scope.methods.includes(method) && covers(scope, segments))
  return isInScope ? undefined : 'key-scope'
}

/** Lists of keys that are remembered, for as long as these are. */
const lists = new WeakMap<readonly string[], ReturnType<typeof networkList>>()

function listOf(sources: readonly string[]): ReturnType<typeof networkList> {
  const known = lists.get(sources) ?? networkList(sources)
  lists.set(sources, known)
  return known
}
