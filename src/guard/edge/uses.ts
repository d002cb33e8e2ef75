import { allow } from '../model/decision.ts'
import type { Allow } from '../model/decision.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Site } from '../model/site.ts'
import type { Listener } from '../serve/listener.ts'
import { listener } from '../serve/listener.ts'
import { edgeRoutes } from './routes.ts'

/** One request that HAProxy let through by itself. */
export interface EdgeUse {
  readonly key: string
  readonly request: GuardRequest
  readonly decision: Allow
}

const line =
  /^use (?<way>\d+\.\d+):\d+ \d+\/(?<id>[A-Za-z0-9._-]+)\/(?<owner>[A-Za-z0-9._-]+)\/[A-Z,]+ (?<method>[A-Z]+) (?<remote>[0-9a-f.:]+) (?<target>\/[!-~]*)$/

/** Reads lines of HAProxy's log: what one says that it did; nothing where it says something else. */
export function usesIn(sites: readonly Site[]): (text: string) => EdgeUse | undefined {
  const ways = new Map(sites.flatMap((site, index) => edgeRoutes(site, index).map(({ name, route }) => [name, { site, route }] as const)))
  return (text) => {
    const { way = '', id = '', owner = '', method = '', remote = '', target = '' } = line.exec(text)?.groups ?? {}
    const known = ways.get(way)
    if (known === undefined) return undefined
    const { site, route } = known
    return {
      key: id,
      request: { method, scheme: 'https', host: site.host, target, remote, headers: {} },
      decision: allow({ kind: 'key', id, owner }, site, route, 'the keys that HAProxy judges', false),
    }
  }
}

const longestLine = 8192

/** Milliseconds in which lines gather: they are read together, since each reading costs more than many lines. */
const gathering = 100
/** Bytes of what is read at once at most (libuv): after such a part more is there. */
const wholePart = 65_536

/** Listens for HAProxy's log, a line for each use. */
export function usesServer(sites: readonly Site[], used: (use: EdgeUse) => void): Listener {
  const useIn = usesIn(sites)
  return listener((socket) => {
    let rest = ''
    socket.setEncoding('latin1').on('data', (part: string) => {
      const lines = (rest + part).split('\n')
      rest = (lines.pop() ?? '').slice(0, longestLine)
      for (const each of lines) {
        const use = useIn(each)
        if (use !== undefined) used(use)
      }
      if (part.length === wholePart) return
      socket.pause()
      setTimeout(() => socket.resume(), gathering)
    })
  })
}
