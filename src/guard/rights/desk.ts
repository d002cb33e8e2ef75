import { LiveAcl } from '../acl/live.ts'
import type { AclEvent, AclState, Actor, Change, DirectoryFacts, Grant, Outcome, Subject } from '../acl/types.ts'
import type { RightFile } from '../document/file.ts'
import type { RightState } from '../state/types.ts'
import { grantOf, isOfFile } from './written.ts'

export interface DeskParts {
  /** The access lists as guard.yaml has them: they hold beside what is given at run time, and are changed there. */
  readonly file: AclState
  readonly store: RightState
  /** Done when it is in the audit log; where it fails nothing is changed. */
  readonly tell: (event: AclEvent) => Promise<void>
  readonly newId: () => string
}

/** Rights that hold now, and who changes them: administrators, and whoever has the grant right on a resource. */
export interface RightDesk {
  readonly live: LiveAcl
  readonly learn: (facts: readonly DirectoryFacts[]) => void
  /** What another guard may have changed. */
  readonly reload: () => Promise<void>
  readonly give: (right: RightFile, actor: Actor) => Promise<Outcome>
  readonly take: (id: string, actor: Actor) => Promise<Outcome>
  readonly grants: () => readonly Grant[]
}

/** Whoever speaks on the guard's own socket: an administrator. */
export const operator: Subject = { kind: 'user', id: 'operator' }

export async function openDesk({ file, store, tell, newId }: DeskParts): Promise<RightDesk> {
  const joined = async (): Promise<AclState> => {
    const kept = await store.load()
    return { ...kept, administrators: [operator, ...file.administrators, ...kept.administrators], grants: [...file.grants, ...kept.grants] }
  }
  const keep = (state: AclState, before: number): Promise<void> => {
    const isWritten = ({ kind, id }: Subject): boolean => [operator, ...file.administrators].some((one) => one.kind === kind && one.id === id)
    return store.keep(
      { ...state, administrators: state.administrators.filter((one) => !isWritten(one)), grants: state.grants.filter(({ id }) => !isOfFile(id)) },
      before,
    )
  }
  const live = new LiveAcl(await joined(), [], { tell, keep })
  const change = (wanted: Change, actor: Actor): Promise<Outcome> => live.change(wanted, actor)
  return {
    live,
    learn: (facts) => live.learn(facts),
    reload: async () => live.take(await joined()),
    give: async (right, actor) => {
      const grant = grantOf(right, newId())
      return 'problem' in grant ? refused('malformed', grant.problem) : change({ kind: 'give', grant }, actor)
    },
    take: async (id, actor) =>
      isOfFile(id) ? refused('not-permitted', 'It is written in guard.yaml, and changed there.') : change({ kind: 'take', id }, actor),
    grants: () => live.state.grants,
  }
}

function refused(reason: 'malformed' | 'not-permitted', detail: string): Outcome {
  return { ok: false, refusal: { reason, detail } }
}
