export interface Remaining {
  /** One more is done. */
  readonly done: () => void
  /** How many are done, and how long the rest may take. */
  readonly words: () => string
}

/** Fewer say nothing of how long the others take. */
const fewest = 3

/** An honest guess of the time left: from what was done so far, never longer than the deadline allows. */
export function remaining(total: number, now: () => number, deadline: number): Remaining {
  const started = now()
  let done = 0
  return {
    done: () => void done++,
    words() {
      const count = `${done} of ${total} done`
      if (done < fewest) return count
      const spent = now() - started
      const seconds = Math.ceil(Math.min((spent / done) * (total - done), Math.max(0, deadline - spent)) / 1000)
      return `${count}, about ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`
    },
  }
}
