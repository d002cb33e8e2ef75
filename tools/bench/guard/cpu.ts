import { readFileSync, readdirSync } from 'node:fs'

/**
 * Nanoseconds of CPU that all threads of a process and of all processes below it have used so far, as the scheduler counts them
 * (proc(5), `schedstat`): the ticks of `stat` are hundredths of a second.
 */
export function cpuOf(pid: number): number {
  return below(pid)
    .flatMap((one) => names(`/proc/${one}/task`).map((thread) => Number(text(`/proc/${one}/task/${thread}/schedstat`).split(' ')[0] ?? 0)))
    .reduce((sum, one) => sum + one, 0)
}

/** The process, and all below it. */
export function below(pid: number): readonly number[] {
  const parents = new Map(
    names('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        const stat = text(`/proc/${name}/stat`)
        // the name of the program may hold spaces and brackets
        return [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const
      }),
  )
  const isBelow = (one: number): boolean => {
    for (let at = one; at > 1; at = parents.get(at) ?? 0) if (at === pid) return true
    return false
  }
  return [...parents.keys()].filter((one) => isBelow(one))
}

/** The part of the machine's CPU that was not idle since the last call, from 0 to 1. */
export function busySince(): () => number {
  const read = (): readonly number[] => (text('/proc/stat').split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number)
  let before = read()
  return () => {
    const now = read()
    const spent = now.map((one, index) => one - (before[index] ?? 0))
    before = now
    // guest time, the last two, is in user time already
    const all = spent.slice(0, 8).reduce((sum, one) => sum + one, 0)
    return 1 - ((spent[3] ?? 0) + (spent[4] ?? 0)) / all
  }
}

// a process may end between the list and the look
function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
