import { setTimeout as sleep } from 'node:timers/promises'
import type { Prepared } from './works.ts'

/** Milliseconds that a request waits while what it is to be served by is exchanged. */
const patience = 10_000

/** What is worked by, in turns: each piece of work ends by what it began with, and what is replaced ends with the last of them. */
export class Shift {
  #now: Prepared
  readonly #users = new Map<Prepared, number>()
  #held: { readonly over: Promise<void>; readonly release: () => void } | undefined

  constructor(first: Prepared) {
    this.#now = first
  }

  get now(): Prepared {
    return this.#now
  }

  hold(): void {
    if (this.#held !== undefined) return
    let release = (): void => {}
    const over = new Promise<void>((done) => (release = done))
    this.#held = { over, release }
  }

  release(): void {
    this.#held?.release()
    this.#held = undefined
  }

  to(next: Prepared): void {
    const before = this.#now
    this.#now = next
    this.release()
    if (before !== next && !this.#users.has(before)) retire(before)
  }

  async with(work: (prepared: Prepared) => Promise<void>): Promise<void> {
    if (this.#held !== undefined) await Promise.race([this.#held.over, sleep(patience, undefined, { ref: false })])
    const mine = this.#now
    this.#users.set(mine, (this.#users.get(mine) ?? 0) + 1)
    try {
      await work(mine)
    } finally {
      const left = (this.#users.get(mine) ?? 1) - 1
      if (left > 0) this.#users.set(mine, left)
      else {
        this.#users.delete(mine)
        if (mine !== this.#now) retire(mine)
      }
    }
  }
}

function retire({ works }: Prepared): void {
  works.ways.retire().catch(() => {})
}
