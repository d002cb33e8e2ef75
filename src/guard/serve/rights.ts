import type { AclEvent } from '../acl/types.ts'
import { hasEdge } from '../edge/routes.ts'
import type { RightDesk } from '../rights/desk.ts'
import { openDesk } from '../rights/desk.ts'
import { directoryFacts } from '../rights/directory.ts'
import type { Assert } from './assertion.ts'
import type { GuardEdge } from './edge.ts'
import { guardEdge, noEdge } from './edge.ts'
import type { GuardParts } from './parts.ts'
import type { Lifetime } from './lifetime.ts'

export interface GuardRights {
  readonly desk: RightDesk
  /** Where keys are judged by HAProxy too, it is told of each change. */
  readonly edge: GuardEdge
  /** Which groups the people who have a session are in. To be called when a session began. */
  readonly learn: () => Promise<void>
}

interface RightParts extends Pick<GuardParts, 'document' | 'state' | 'edge' | 'now' | 'random' | 'trouble'> {
  /** Done when it is in the audit log; where it fails nothing is changed. */
  readonly tell: (event: AclEvent) => Promise<void>
  readonly assert: Assert | undefined
}

/** Rights as guard.yaml, the store and the sources of people say them, and HAProxy's part of them. */
export async function guardRights({ document, state, tell, assert, ...parts }: RightParts, life: Lifetime): Promise<GuardRights> {
  const { now, random, trouble } = parts
  const desk = await openDesk({
    file: document.rights,
    store: state.rights,
    tell,
    newId: () => `right-${random(9).toString('base64url')}`,
  })
  const edge =
    parts.edge === undefined || !hasEdge(document)
      ? noEdge
      : guardEdge({
          ...parts.edge,
          sites: document.sites,
          state,
          acl: () => desk.live.acl,
          now,
          random,
          trouble,
          ...(assert === undefined ? {} : { assert }),
        })
  const learn = async (): Promise<void> => {
    const there = await state.sessions.list()
    const people = there.map(({ person, secondFactor }) => ({ ...person, secondFactor }))
    desk.learn(directoryFacts(people, now()))
  }
  await learn()
  const changed = life.told(async () => {
    await desk.reload()
    await learn()
    await edge.changed()
  }, 'rights could not be read')
  life.ends(state.epoch.watch(() => void changed()))
  return {
    desk: {
      ...desk,
      give: (right, actor) => desk.give(right, actor).finally(edge.changed),
      take: (id, actor) => desk.take(id, actor).finally(edge.changed),
    },
    edge,
    learn,
  }
}
