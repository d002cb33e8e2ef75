import { canonicalTarget } from '../paths/target.ts'

/** Where somebody goes after the log-in: a canonical path of this host, and of no page of the portal. Anything else is the front page. */
export function destination(to: string | undefined): string {
  if (to === undefined) return '/'
  const read = canonicalTarget(to)
  return 'refused' in read || read.segments[0] === '.guard' ? '/' : to
}

/** The fields of a form as browsers send it (`application/x-www-form-urlencoded`); a field that is there twice is not there. */
export function fieldsOf(body: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  const twice = new Set<string>()
  for (const [name, value] of new URLSearchParams(body)) {
    if (fields.has(name)) twice.add(name)
    fields.set(name, value)
  }
  for (const name of twice) fields.delete(name)
  return fields
}
