import type { Dial } from '../../wire/dial.ts'
import { WireError } from '../../wire/fault.ts'

/** Time, handed in. `sleep` ends early, without an error, when the signal says so. */
export interface Clock {
  readonly now: () => number
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/** What a run may spend. */
export interface BudgetLimits {
  /** Connections that are opened in a second at most; 0: as fast as the answers come. */
  readonly rate: number
  /** Connections of the whole run at most. */
  readonly connections: number
}

export interface Budget {
  /** Connections that were opened, or tried, so far. */
  readonly opened: () => number
  /** The same dial, within the budget. */
  readonly within: (dial: Dial) => Dial
  /** Waits until one more connection or datagram may be sent. Throws `WireError` where none may. */
  readonly spend: (signal: AbortSignal) => Promise<void>
}

/** `already`: connections that an earlier part of the run took. Counts connections, spaces them evenly, and refuses more than the run may open: that is our limit, and never the server's refusal. */
export function budget({ rate, connections }: BudgetLimits, { now, sleep }: Clock, already = 0): Budget {
  let opened = already
  let free = -Infinity
  return {
    opened: () => opened,
    spend,
    within: (dial) => async (host, port, options) => {
      await spend(options.signal)
      return dial(host, port, options)
    },
  }

  async function spend(signal: AbortSignal): Promise<void> {
    if (opened >= connections) throw new WireError('limit', `the run's limit of ${connections} connections is reached`)
    opened++
    await turn(signal)
  }

  async function turn(signal: AbortSignal): Promise<void> {
    if (rate <= 0) return
    const current = now()
    const at = Math.max(current, free)
    free = at + 1000 / rate
    if (at > current) await sleep(at - current, signal)
  }
}
