/** Where bytes go one after another. Each call is awaited before the next one: nothing piles up. Rejects with a `Stop`. */
export interface Sink {
  readonly write: (bytes: Buffer) => Promise<void>
  readonly end: () => Promise<void>
}

export function tee(sinks: readonly Sink[]): Sink {
  return {
    async write(bytes) {
      for (const sink of sinks) await sink.write(bytes)
    },
    async end() {
      for (const sink of sinks) await sink.end()
    },
  }
}

/** Decides by the first bytes, at most `peek` of them, where all go. */
export function decided(peek: number, decide: (first: Buffer, isAll: boolean) => Sink): Sink {
  let first: Buffer = Buffer.alloc(0)
  let to: Sink | undefined
  return {
    async write(bytes) {
      if (to !== undefined) return to.write(bytes)
      first = Buffer.concat([first, bytes])
      if (first.length < peek) return
      to = decide(first, false)
      await to.write(first)
      first = Buffer.alloc(0)
    },
    async end() {
      if (to === undefined) {
        to = decide(first, true)
        if (first.length > 0) await to.write(first)
      }
      await to.end()
    },
  }
}
