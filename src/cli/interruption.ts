import { setMaxListeners } from 'node:events'

export interface Interruption {
  readonly signal: AbortSignal
  readonly stop: () => void
}

/** Ctrl-C, or the deadline in milliseconds: the first ends the run in good order, a second one ends the process as usual. */
export function interruption(deadline: number): Interruption {
  const controller = new AbortController()
  // one for each question that is under way
  setMaxListeners(0, controller.signal)
  const end = (): void => controller.abort('interrupted')
  const timer = setTimeout(() => controller.abort('deadline'), deadline)
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer)
      process.off('SIGINT', end)
      process.off('SIGTERM', end)
    },
  }
}
