/** What the engine in front says that it works by, and what guard.yaml says. */
export interface EngineState {
  /** Of guard.yaml as the guard read it, by which it decides. */
  readonly document: string
  /** Of the engine's configuration. */
  readonly expected: string
  /** What it said last; absent where it has asked nothing yet. */
  readonly loaded?: string
}

export interface EngineWatch {
  readonly told: (rendered: string) => void
  readonly state: () => EngineState
}

const most = 100

/** Notes by which configuration the engine works; `differs` is told once of each that is another one. */
export function engineWatch({ document, expected }: Pick<EngineState, 'document' | 'expected'>, differs: (rendered: string) => void): EngineWatch {
  let loaded: string | undefined
  const known = new Set([expected])
  return {
    told(rendered) {
      if (rendered === loaded) return
      loaded = rendered
      if (known.has(rendered) || known.size >= most) return
      known.add(rendered)
      differs(rendered)
    },
    state: () => ({ document, expected, ...(loaded === undefined ? {} : { loaded }) }),
  }
}
