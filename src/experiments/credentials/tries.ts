import type { TryLimit } from '../../model/log-ins.ts'
import type { Try } from '../../model/observed.ts'
import { wayFor } from '../../probes/login.ts'
import type { Asking, Cleared, Login, Target, TryLogin } from '../../probes/probe.ts'
import { attempt } from '../../wire/fault.ts'
import type { Candidate } from './candidates.ts'
import type { Ledger } from './limits.ts'

/** How accounts are tried at one listener. */
export interface Trier {
  readonly tryLogin: TryLogin
  readonly accountName?: (target: Target, asking: Asking, name: string) => Promise<string>
  /** A value alone is said, and no name: no account can be shut out. */
  readonly nameless?: boolean
  /** Connections of one try at most. */
  readonly connections: number
}

/** What became of one try; `fault`: no answer came, and whatever follows may be a consequence of that. `kept`: it was not made. */
export type Outcome = Login | { readonly fault: string } | { readonly kept: string }

/** Tries of one listener: each is counted, written down, and made only as long as nobody is shut out by it. */
export class Tries {
  readonly journal: Try[] = []
  readonly #target: Target
  readonly #asking: Asking
  readonly #trier: Trier
  readonly #limit: TryLimit
  readonly #ledger: Ledger
  readonly #ways = new Map<Cleared['cleared'], Cleared | string>()
  #failures = 0

  constructor(target: Target, asking: Asking, trier: Trier, limit: TryLimit, counted: Ledger) {
    this.#target = target
    this.#asking = asking
    this.#trier = trier
    this.#limit = limit
    this.#ledger = counted
  }

  /** One account with one password, over a way on which it may be said. `shown`: the account in reports. */
  async one(user: string, shown: string, { password, pair, kind }: Pick<Candidate, 'password' | 'pair' | 'kind'>): Promise<Outcome> {
    const outcome = await this.#make(user, password, kind === 'published' ? 'published' : 'secret')
    this.journal.push({ account: this.#trier.nameless === true ? 'no name' : shown, pair, outcome: wordsOf(outcome) })
    return outcome
  }

  /** The whole name of an account at this server. */
  async nameOf(name: string): Promise<string> {
    const named = await attempt(async () => this.#trier.accountName?.(this.#target, this.#asking, name))
    return (named.ok ? named.value : undefined) ?? name
  }

  async #make(user: string, password: string, what: Cleared['cleared']): Promise<Outcome> {
    const { account, listener } = this.#limit
    if (this.#asking.signal.aborted) return { kept: 'not tried: the run was ended' }
    const onAccount = this.#trier.nameless === true ? 0 : this.#ledger.failures(user)
    if (this.#failures >= listener || onAccount >= account)
      return { kept: `not tried: ${this.#failures >= listener ? listener : account} failed, and more might lock` }
    const way = await this.#way(what)
    if (typeof way === 'string') return { kept: `not tried: ${way}` }
    // counted before it is made: whatever becomes of it, the server may have counted it
    this.#failures++
    const got = await attempt(() => this.#trier.tryLogin(this.#target, way, user, password))
    if (got.ok && got.value === 'accepted') this.#failures--
    else this.#ledger.failed(user)
    return got.ok ? got.value : { fault: got.fault.detail }
  }

  async #way(what: Cleared['cleared']): Promise<Cleared | string> {
    let way = this.#ways.get(what)
    if (way === undefined) {
      const got = await attempt(() => wayFor(what, this.#target, this.#asking))
      way = got.ok ? got.value : got.fault.detail
      this.#ways.set(what, way)
    }
    return way
  }
}

function wordsOf(outcome: Outcome): string {
  if (outcome === 'accepted') return 'gets in'
  if (outcome === 'refused') return 'refused'
  if ('fault' in outcome) return `no answer (${outcome.fault})`
  return 'kept' in outcome ? outcome.kept : `tells nothing: ${outcome.unproven}`
}
