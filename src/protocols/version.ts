/** Orders versions by their numbers: `9.6` before `15`. Missing and non-numeric parts count as 0. */
export function compareVersions(a: string, b: string): number {
  const left = numbers(a)
  const right = numbers(b)
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference < 0 ? -1 : 1
  }
  return 0
}

/** True when `version` is known and not older than `least`. A version cut short (`7`) counts as its first release (7.0). */
export function isAtLeast(version: string | undefined, least: string): boolean {
  return version !== undefined && compareVersions(version, least) >= 0
}

function numbers(version: string): number[] {
  return version
    .replace(/^v/i, '')
    .split(/[.+-]/)
    .map((part) => {
      const value = Number.parseInt(part, 10)
      return Number.isFinite(value) ? value : 0
    })
}
