export interface BudgetLimits {
  /** Connections of one role that are open at once, and that it opens in a minute. */
  readonly open: number
  readonly perMinute: number
}

/** What each role has used. Roles are those of the list: there are few. */
export class Budgets {
  readonly #limits: BudgetLimits
  readonly #used = new Map<string, { open: number; minute: number; inMinute: number }>()

  constructor(limits: BudgetLimits) {
    this.#limits = limits
  }

  /** Why there is none left; undefined where one was taken, which is given back with `leave`. */
  enter(role: string, now: number): string | undefined {
    const used = this.#used.get(role) ?? { open: 0, minute: 0, inMinute: 0 }
    this.#used.set(role, used)
    const minute = Math.floor(now / 60_000)
    if (minute !== used.minute) Object.assign(used, { minute, inMinute: 0 })
    if (used.open >= this.#limits.open) return `${used.open} connections are open`
    if (used.inMinute >= this.#limits.perMinute) return `${used.inMinute} connections were opened in this minute`
    used.open++
    used.inMinute++
    return undefined
  }

  leave(role: string): void {
    const used = this.#used.get(role)
    if (used !== undefined) used.open--
  }
}
