import { RingwallError } from '../model/error.ts'

/** A value of a JSON report with the path that leads to it, for messages. */
export interface Member {
  readonly value: unknown
  readonly path: string
  /** The report, as the call names it. */
  readonly file: string
}

/** A shape that is not the format's is an error of the call: what it is, where, and what was expected. */
export function wrong({ path, file }: Pick<Member, 'path' | 'file'>, expected: string): RingwallError {
  return new RingwallError('syntax', `--import ${file}: ${path === '' ? 'it' : path} is not ${expected}`, {
    hint: 'a report is taken as its tool wrote it: SARIF 2.1.0, JSON of Trivy, lynis-report.dat, or XCCDF and ARF results of OpenSCAP',
  })
}

export function member(from: Member, key: string): Member {
  const { value, path, file } = from
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(from, 'an object')
  const found = Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
  return { value: found ?? undefined, path: `${path}/${key}`, file }
}

/** A list, or nothing where the member is not there. */
export function listed(from: Member, key: string): readonly Member[] {
  const found = member(from, key)
  if (found.value === undefined) return []
  if (!Array.isArray(found.value)) throw wrong(found, 'a list')
  return found.value.map((value: unknown, index) => ({ value, path: `${found.path}/${index}`, file: found.file }))
}

/** A text, or undefined where the member is not there. */
export function textIn(from: Member, key: string): string | undefined {
  const found = member(from, key)
  if (found.value === undefined) return undefined
  if (typeof found.value !== 'string') throw wrong(found, 'a text')
  return found.value
}

export function numberIn(from: Member, key: string): number | undefined {
  const found = member(from, key)
  if (found.value === undefined) return undefined
  if (typeof found.value !== 'number') throw wrong(found, 'a number')
  return found.value
}

/** An object below, or undefined where it is not there. */
export function within(from: Member, ...keys: readonly string[]): Member | undefined {
  let at = from
  for (const key of keys) {
    at = member(at, key)
    if (at.value === undefined) return undefined
  }
  if (typeof at.value !== 'object' || Array.isArray(at.value)) throw wrong(at, 'an object')
  return at
}
