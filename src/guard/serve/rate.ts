const minute = 60_000
const most = 100_000

/** Counts what each caller asks of each route in a minute, in memory: for one guard. */
export function rates(now: () => number): (caller: string, route: string, perMinute: number) => boolean {
  let counts = new Map<string, number>()
  let since = now()
  return (caller, route, perMinute) => {
    // a new minute, or more callers than anybody has: who fills the table loses nothing but time
    if (now() - since >= minute || counts.size >= most) {
      counts = new Map()
      since = now()
    }
    const key = `${route}\n${caller}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count <= perMinute
  }
}
