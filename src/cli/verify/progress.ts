import type { Io } from '../io.ts'

export interface Progress {
  /** What is done now: one line, shown on a terminal alone. */
  readonly step: (text: string) => void
  readonly end: () => void
}

/** One line on a terminal's standard error, once the work has taken longer than a second. */
export function progress(
  io: Io,
  // performance.now() would load a module of a millisecond at every start
  now: () => number = () => process.uptime() * 1000,
): Progress {
  const started = now()
  let shown = false
  return {
    step(text) {
      if (io.stderr.isTTY !== true || now() - started < 1000) return
      shown = true
      io.stderr.write(`\r\u001b[K${text.replaceAll(/\p{Cc}/gu, '?').slice(0, 100)}`)
    },
    end() {
      if (shown) io.stderr.write('\r\u001b[K')
      shown = false
    },
  }
}
