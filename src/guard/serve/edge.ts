import { setTimeout as sleep } from 'node:timers/promises'
import type { Acl } from '../acl/compile.ts'
import type { EdgeParts } from '../edge/desk.ts'
import { edgeDesk, lease } from '../edge/desk.ts'
import { edgeTable } from '../edge/entries.ts'
import type { Site } from '../model/site.ts'
import type { GuardState } from '../state/types.ts'
import type { Assert } from './assertion.ts'

interface GuardEdgeParts extends Pick<EdgeParts, 'tell' | 'maps' | 'now' | 'random'> {
  readonly sites: readonly Site[]
  readonly state: Pick<GuardState, 'keys' | 'epoch'>
  readonly acl: () => Acl
  readonly assert?: Assert
  readonly trouble: (what: string) => void
}

/** What the guard tells HAProxy of keys. None of these rejects: where HAProxy cannot be told, it has stopped by itself when they are done. */
export interface GuardEdge {
  readonly begin: () => Promise<void>
  /** Something changed that rights or keys rest on. */
  readonly changed: () => Promise<void>
  /** A key has ended: done when HAProxy lets it through no more. */
  readonly ended: (id: string) => Promise<void>
  readonly end: () => Promise<void>
}

const nothing = async (): Promise<void> => {}

/** Where no engine judges keys. */
export const noEdge: GuardEdge = { begin: nothing, changed: nothing, ended: nothing, end: nothing }

const beatEvery = 500
/** HAProxy is started after the guard: that it is not there yet is no trouble until it could not be told so many times. */
const patience = 20

export function guardEdge({ sites, state, acl, assert, trouble, ...parts }: GuardEdgeParts): GuardEdge {
  const components = [...new Set(sites.map(({ component }) => component))]
  let isThere = false
  const desk = edgeDesk({
    ...parts,
    tell: async (commands) => {
      const said = await parts.tell(commands)
      isThere = true
      return said
    },
    table: async () => edgeTable(sites, await state.keys.list(), acl(), parts.now()),
    age: state.epoch.age,
    statements: async (owners) => {
      if (assert === undefined) return new Map()
      const wanted = components.flatMap((component) => owners.map((owner) => ({ component, owner })))
      const texts = await Promise.all(wanted.map(async ({ component, owner }) => assert({ kind: 'key', id: owner, owner }, component)))
      return new Map(wanted.map(({ component, owner }, index) => [`a:${component}:${owner}`, texts[index] ?? '']))
    },
  })
  let failures = 0
  /** Whether it was done; the first failure of several is told. */
  const told = async (telling: Promise<void>): Promise<boolean> => {
    try {
      await telling
      failures = 0
      return true
    } catch (error) {
      failures++
      if (failures === (isThere ? 1 : patience))
        trouble(`keys are judged by the decision service alone: ${error instanceof Error ? error.message : 'unknown'}`)
      return false
    }
  }
  let isBeating = false
  const timer = setInterval(() => {
    if (isBeating) return
    isBeating = true
    void told(desk.beat()).finally(() => (isBeating = false))
  }, beatEvery)
  return {
    begin: async () => void (await told(desk.beat())),
    changed: async () => void (await told(desk.changed())),
    async ended(id) {
      if (!(await told(desk.ended(id)))) await sleep(lease)
    },
    async end() {
      clearInterval(timer)
      await told(desk.end())
    },
  }
}
