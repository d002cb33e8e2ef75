/** The program's outside: the real process in production, buffers in tests. */
export interface Io {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Exit codes, decided here and nowhere else. */
export const exit = {
  clean: 0,
  /** Findings at or above the threshold; for `report verify`: the report was changed. */
  findings: 1,
  usage: 2,
  bug: 3,
  /** Of `report verify` alone. */
  truncated: 4,
  foreignKey: 5,
  unsigned: 6,
  /** Of `harden` alone: a change is neither done nor taken back, and the next call goes on. */
  unfinished: 7,
} as const

/** Colour only on a terminal, never under NO_COLOR (no-color.org). */
export function wantsColour(stream: Stream, env: Io['env']): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
}
