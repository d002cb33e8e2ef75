import type { AclState } from '../acl/types.ts'
import type { Seen } from '../browser/csp/seen.ts'
import { directives } from '../browser/csp/seen.ts'
import type { KeyScope } from '../decide/ports.ts'
import type { KeyRecord } from '../keys/life.ts'
import { StateFault } from './fault.ts'
import type { Row } from './sql.ts'
import type { AccountRecord, SessionRecord } from './types.ts'

/** A row whose members are what they have to be; else somebody else wrote it, and it counts for nothing. */
interface Reader {
  readonly text: (name: string) => string
  readonly maybeText: (name: string) => string | undefined
  readonly number: (name: string) => number
  readonly maybeNumber: (name: string) => number | undefined
  readonly list: <T>(name: string) => readonly T[]
}

function reader(row: Row): Reader {
  const bad = (name: string): StateFault => new StateFault('damaged', `"${name}" of a row is not what this program writes`)
  const maybe = (name: string): unknown => row[name] ?? undefined
  const text = (name: string): string => {
    const value = row[name]
    if (typeof value !== 'string') throw bad(name)
    return value
  }
  const number = (name: string): number => {
    // integers of 64 bits come as text from PostgreSQL
    const value = row[name]
    const made = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value
    if (typeof made !== 'number' || !Number.isSafeInteger(made)) throw bad(name)
    return made
  }
  return {
    text,
    number,
    maybeText: (name) => (maybe(name) === undefined ? undefined : text(name)),
    maybeNumber: (name) => (maybe(name) === undefined ? undefined : number(name)),
    list<T>(name: string) {
      const value = parsed(text(name))
      if (!Array.isArray(value)) throw bad(name)
      return value as readonly T[]
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function keyOf(row: Row): KeyRecord {
  const { text, number, maybeText, maybeNumber, list } = reader(row)
  const [revoked, successorOf, lastUsed] = [maybeNumber('revoked'), maybeText('successor_of'), maybeNumber('last_used')]
  return {
    id: text('id'),
    hash: text('hash').slice(3),
    ending: text('ending'),
    owner: text('owner'),
    purpose: text('purpose'),
    // what JSON has no word for: any segment
    scopes: list<KeyScope>('scopes').map((scope) => ({ ...scope, segments: scope.segments.map((segment) => segment ?? undefined) })),
    sources: list('sources'),
    created: number('created'),
    expires: number('expires'),
    ...(revoked === undefined ? {} : { revoked }),
    ...(successorOf === undefined ? {} : { successorOf }),
    ...(lastUsed === undefined ? {} : { lastUsed }),
  }
}

export function sessionOf(row: Row): SessionRecord {
  const { text, number, maybeText, list } = reader(row)
  const provider = maybeText('provider')
  return {
    id: text('id'),
    hash: text('hash'),
    host: text('host'),
    person: { id: text('person'), name: text('name'), groups: list('groups') },
    secondFactor: number('second_factor') === 1,
    // the database checks it
    how: text('how') as SessionRecord['how'],
    ...(provider === undefined ? {} : { provider }),
    created: number('created'),
    seen: number('seen'),
    checked: number('checked'),
    expires: number('expires'),
  }
}

export function accountOf(row: Row): AccountRecord {
  const { text, number, maybeText, maybeNumber, list } = reader(row)
  const [oneTime, hash, until] = [maybeText('one_time'), maybeText('invitation'), maybeNumber('invited_until')]
  return {
    name: text('name'),
    password: text('password'),
    ...(oneTime === undefined ? {} : { oneTime }),
    passkeys: list('passkeys'),
    recovery: list('recovery'),
    ...(hash === undefined || until === undefined ? {} : { invitation: { hash, until } }),
    groups: list('groups'),
    disabled: number('disabled') === 1,
    created: number('created'),
    version: number('version'),
  }
}

export function rightsOf(row: Row): AclState {
  const { text, number } = reader(row)
  const document = parsed(text('document')) as Partial<AclState> | undefined
  const { administrators, grants, memberships } = document ?? {}
  if (!Array.isArray(administrators) || !Array.isArray(grants) || !Array.isArray(memberships))
    throw new StateFault('damaged', 'the rights are not what this program writes')
  return { epoch: number('epoch'), administrators, grants, memberships }
}

export function seenOf(row: Row): Seen {
  const { text, number } = reader(row)
  const directive = directives.find((each) => each === row['directive'])
  if (directive === undefined) throw new StateFault('damaged', 'the directive of a report is none')
  return {
    host: text('host'),
    directive,
    source: text('source'),
    sample: text('sample'),
    isEnforced: number('enforced') === 1,
    route: text('route'),
    people: number('people'),
    others: number('others'),
    first: number('first'),
    last: number('last'),
  }
}
