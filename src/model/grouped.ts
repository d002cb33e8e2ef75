/** Values by a key, in their order; those without a key are left out. */
export function grouped<T>(values: readonly T[], key: (value: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const name = key(value)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [value])
    else group.push(value)
  }
  return groups
}
