/** A member of a JSON object of somebody else; undefined for what is no object or has none of its own. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** A member that is a text; else an empty one. */
export function textIn(value: unknown, name: string): string {
  const text = memberOf(value, name)
  return typeof text === 'string' ? text : ''
}

/** The elements of an array, or of an array in a member; what is none has no elements. */
export function listIn(value: unknown, name?: string): readonly unknown[] {
  const list = name === undefined ? value : memberOf(value, name)
  return Array.isArray(list) ? (list as readonly unknown[]) : []
}
