import type { Io } from './io.ts'

/** One line on a terminal's standard error, once the work has taken longer than a second. */
export function progress(
  io: Io,
  // performance.now() would load a module of a millisecond at every start
  now: () => number = () => process.uptime() * 1000,
): { step: (name: string, index: number, total: number) => void; end: () => void } {
  const started = now()
  let shown = false
  return {
    step(name, index, total) {
      if (io.stderr.isTTY !== true || now() - started < 1000) return
      shown = true
      io.stderr.write(`\r\u001b[Kjudging ${index + 1} of ${total}: ${name.replaceAll(/\p{Cc}/gu, '?').slice(0, 60)}`)
    },
    end() {
      if (shown) io.stderr.write('\r\u001b[K')
    },
  }
}
