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
  /^use (?<way>\d+\.\d+) \d+\/\d+\/(?<id>[A-Za-z0-9._-]+)\/(?<owner>[A-Za-z0-9._-]+) (?<method>[A-Z]+) (?<remote>[0-9a-f.:]+) \d+ (?<target>\/[!-~]*)$/

/** What a line of HAProxy's log says that it did; nothing where it says something else. */
export function useIn(text: string, sites: readonly Site[]): EdgeUse | undefined {
  const { way = '', id = '', owner = '', method = '', remote = '', target = '' } = line.exec(text)?.groups ?? {}
  const site = sites[Number(way.split('.')[0])]
  const route = site === undefined ? undefined : edgeRoutes(site, sites.indexOf(site)).find(({ name }) => name === way)?.route
  if (site === undefined || route === undefined) return undefined
  return {
    key: id,
    request: { method, scheme: 'https', host: site.host, target, remote, headers: {} },
    decision: allow({ kind: 'key', id, owner }, site, route, 'the keys that HAProxy judges', false),
  }
}

const longestLine = 8192

/** Listens for HAProxy's log, a line for each use. */
export function usesServer(sites: readonly Site[], used: (use: EdgeUse) => void): Listener {
  return listener((socket) => {
    let rest = ''
    socket.setEncoding('latin1').on('data', (part: string) => {
      const lines = (rest + part).split('\n')
      rest = (lines.pop() ?? '').slice(0, longestLine)
      for (const each of lines) {
        const use = useIn(each, sites)
        if (use !== undefined) used(use)
      }
    })
  })
}
