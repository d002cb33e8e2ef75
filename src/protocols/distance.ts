/** Optimal string alignment: letters to add, take away, change or swap with their neighbour. Meant for names, not for texts. */
export function distance(one: string, other: string): number {
  let before: readonly number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let index = 1; index <= one.length; index++) {
    const next = [index]
    for (let at = 1; at <= other.length; at++) {
      const isSame = one.charAt(index - 1) === other.charAt(at - 1)
      const isSwapped = index > 1 && at > 1 && one.charAt(index - 1) === other.charAt(at - 2) && one.charAt(index - 2) === other.charAt(at - 1)
      const kept = Math.min(next[at - 1]! + 1, row[at]! + 1, row[at - 1]! + (isSame ? 0 : 1))
      next.push(isSwapped ? Math.min(kept, before[at - 2]! + 1) : kept)
    }
    before = row
    row = next
  }
  return row[other.length]!
}
