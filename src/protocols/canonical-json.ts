/**
 * One text for one value, whatever the order of its members and the blanks of its file: members sorted by their UTF-16 code units, nothing
 * between the tokens, strings and numbers as ECMAScript writes them (RFC 8785). What JSON cannot hold is left out as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  // not localeCompare: the order of code units is the same everywhere
  members.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}
