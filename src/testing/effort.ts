import { readFileSync } from 'node:fs'

/**
 * What `run` costs: time of the processor on this thread alone, in units of a fixed loop that runs before it (a unit is some ten
 * milliseconds). Neither other threads, nor other programs, nor a slow machine weigh in, so a bound on it holds anywhere.
 */
export function effort(run: () => void): number {
  const unit = Math.min(spent(loop), spent(loop), spent(loop))
  return spent(run) / unit
}

/** Milliseconds. */
function spent(run: () => void): number {
  const before = processorTime()
  run()
  return processorTime() - before
}

function loop(): void {
  let text = ''
  for (let index = 0; index < 200_000; index++) text = `${text.slice(-20)}${index.toString(36)}`
  if (text === '') throw new Error('never')
}

/** What this thread has had of the processor, in milliseconds (proc(5), `schedstat`, Linux 6.1); of the whole process where the system does not tell. */
export function processorTime(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
