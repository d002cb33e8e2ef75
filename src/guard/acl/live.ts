import { applyChange } from './change.ts'
import type { Acl } from './compile.ts'
import { compileAcl } from './compile.ts'
import type { AclEvent, AclState, Actor, Change, DirectoryFacts, Outcome } from './types.ts'

export interface AclPorts {
  /** Writes the event down for good. Where it fails nothing is changed. */
  readonly tell: (event: AclEvent) => Promise<void>
  /** Keeps the state for good; it is the epoch of the one before that it replaces. Where it fails nothing is changed. */
  readonly keep: (state: AclState, before: number) => Promise<void>
}

/** The state that holds now: one change after another, and each of them holds for the next question. */
export class LiveAcl {
  readonly #ports: AclPorts
  #state: AclState
  #facts: readonly DirectoryFacts[]
  #acl: Acl
  #turn: Promise<unknown> = Promise.resolve()

  constructor(state: AclState, facts: readonly DirectoryFacts[], ports: AclPorts) {
    this.#ports = ports
    this.#state = state
    this.#facts = facts
    this.#acl = compileAcl(state, facts)
  }

  get acl(): Acl {
    return this.#acl
  }

  get state(): AclState {
    return this.#state
  }

  /** What another guard changed. What is older than what holds is not taken: messages overtake each other. */
  take(state: AclState): void {
    if (state.epoch <= this.#state.epoch) return
    this.#state = state
    this.#acl = compileAcl(state, this.#facts)
  }

  /** What the directories say now. */
  learn(facts: readonly DirectoryFacts[]): void {
    this.#facts = facts
    this.#acl = compileAcl(this.#state, facts)
  }

  /** Rejects where it could not be written down or kept; then it is as it was. */
  async change(change: Change, actor: Actor): Promise<Outcome> {
    const mine = this.#turn.then(async () => this.#make(change, actor))
    this.#turn = mine.catch(() => {})
    return mine
  }

  async #make(change: Change, actor: Actor): Promise<Outcome> {
    const before = this.#state
    const outcome = applyChange(before, this.#facts, change, actor)
    const event = { what: 'acl-change', at: actor.moment.now, by: actor.subject, change } as const
    await this.#ports.tell(outcome.ok ? { ...event, epoch: outcome.state.epoch } : { ...event, refused: outcome.refusal.reason })
    if (!outcome.ok) return outcome
    await this.#ports.keep(outcome.state, before.epoch)
    this.take(outcome.state)
    return outcome
  }
}
