/** Where checkpoints are kept besides the folder: only there do they show that the folder was cut short or written anew. */
export interface CheckpointPlace {
  readonly name: string
  /** Done when it is kept there; bounded in time by itself. */
  readonly deliver: (note: string) => Promise<void>
}

/** One delivery at a time to each place, of the latest checkpoint; a place that fails gets the next one. */
export interface Deliveries {
  readonly send: (note: string) => void
  /** Those whose last delivery failed. */
  readonly failing: () => readonly string[]
  readonly settled: () => Promise<void>
}

/** @param report called once for each time a place begins to fail */
export function deliverTo(places: readonly CheckpointPlace[], report: (name: string) => void): Deliveries {
  const failing = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, string>()

  async function run({ name, deliver }: CheckpointPlace): Promise<void> {
    for (let note = waiting.get(name); note !== undefined; note = waiting.get(name)) {
      waiting.delete(name)
      try {
        await deliver(note)
        failing.delete(name)
      } catch {
        if (!failing.has(name)) report(name)
        failing.add(name)
      }
    }
    running.delete(name)
  }

  return {
    send(note) {
      for (const place of places) {
        waiting.set(place.name, note)
        if (!running.has(place.name)) running.set(place.name, run(place))
      }
    },
    failing: () => [...failing],
    settled: async () => {
      await Promise.all(running.values())
    },
  }
}
