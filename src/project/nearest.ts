/** `; did you mean "waivers"?`, or the words to choose from where none is near. */
export function nearest(written: string, allowed: readonly string[]): string {
  if (written === '' || written.length > 40) return ''
  const ranked = allowed
    .map((each) => ({ each, far: distance(written.toLowerCase(), each) }))
    .toSorted((one, other) => one.far - other.far || (one.each < other.each ? -1 : 1))
  const best = ranked[0]
  if (best === undefined || best.far > Math.max(2, Math.floor(written.length / 3))) return ''
  return `; did you mean "${best.each}"?`
}

/** Edit distance: letters to add, take away or change. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1]
    for (const [at, wanted] of Array.from(other).entries()) {
      next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + (letter === wanted ? 0 : 1)))
    }
    row = next
  }
  return row[other.length]!
}
