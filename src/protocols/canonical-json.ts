/**
 * One text for one value, whatever the order of its members and the blanks of its file: members sorted by their UTF-16 code units, nothing
 * between the tokens, strings and numbers as ECMAScript writes them (RFC 8785). What JSON cannot hold is left out as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = value as Readonly<Record<string, unknown>>
  let text = ''
  // by the code units, which are the same everywhere; localeCompare is not
  for (const name of Object.keys(members).toSorted()) {
    const member = members[name]
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}
