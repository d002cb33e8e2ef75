import { readFileSync, readdirSync } from 'node:fs'

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
const tick = 10

/** Milliseconds of CPU that a process and all below it have used so far. */
export function cpuOf(pid: number): number {
  const all = new Map<number, { readonly parent: number; readonly cpu: number }>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8')
      // the name of the program may hold spaces and brackets
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      all.set(Number(name), { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) * tick })
    } catch {
      // it ended meanwhile
    }
  }
  const isBelow = (one: number): boolean => {
    for (let at = one; at > 1; at = all.get(at)?.parent ?? 0) if (at === pid) return true
    return false
  }
  return [...all].reduce((sum, [one, { cpu }]) => (isBelow(one) ? sum + cpu : sum), 0)
}
