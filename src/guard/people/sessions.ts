import { sha256 } from '../../protocols/sha256.ts'
import type { Person } from '../model/principal.ts'
import type { LookUp, Recognised } from './types.ts'

/** What is kept of a session: never the reference that its cookie carries. Times are milliseconds since 1970. */
export interface SessionRecord {
  /** SHA-256 of the reference; a reference has 256 bits, so nothing is to be guessed. */
  readonly hash: string
  /** Public name. */
  readonly id: string
  readonly host: string
  readonly person: Recognised
  readonly created: number
  readonly seen: number
  /** When its source last said that this person is still there. */
  readonly checked: number
}

export interface SessionStore {
  readonly find: (hash: string) => Promise<SessionRecord | undefined>
  readonly put: (record: SessionRecord) => Promise<void>
  readonly end: (hash: string) => Promise<void>
  readonly all: () => Promise<readonly SessionRecord[]>
}

export interface SessionSettings {
  readonly store: SessionStore
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
  readonly lookUp: LookUp
  /** Told of each session that ends. */
  readonly ended: (record: SessionRecord, why: Ending) => void
}

export type Ending = 'asked' | 'idle' | 'expired' | 'revoked' | 'vanished' | 'provider'

const minute = 60_000
const idle = 30 * minute
const longest = 12 * 60 * minute
const recheck = 5 * minute
/** How long nobody's word is needed while a source does not answer. */
const grace = minute
/** The store is told no oftener that somebody is there. */
const touch = minute
/** How long an answer is given again at most: so much later the store is told that somebody is there. */
const again = 10_000

export interface KnownPerson {
  readonly person: Person
  /** Milliseconds since 1970. */
  readonly from: number
  readonly until: number
}

export interface Sessions {
  /** A new session; the reference is for its cookie alone. */
  readonly begin: (person: Recognised, host: string) => Promise<{ readonly reference: string; readonly record: SessionRecord }>
  readonly person: (reference: string, host: string) => Promise<Person | undefined>
  /** The same by `referenceHash`, with the time in which the answer may be given again as long as no session was ended or changed. */
  readonly known: (hash: string, host: string) => Promise<KnownPerson | undefined>
  /** Gives whose it was. */
  readonly end: (reference: string) => Promise<Recognised | undefined>
  /** Ends all sessions of these people, at whatever host: their source said so, or they hold no longer. */
  readonly endOf: (isMeant: (person: Recognised) => boolean, why?: 'provider' | 'revoked') => Promise<void>
  /** Ends what is over, and asks the sources of the others: who is gone has no session any more. To be called once a minute. */
  readonly sweep: () => Promise<void>
}

/** Sessions of people: of one host, thirty minutes idle, twelve hours at most, and no longer than six minutes after their source last vouched for them; where it cannot be asked, no longer than its word holds. */
export function sessions(settings: SessionSettings): Sessions {
  const { store, random, now } = settings
  const known: Sessions['known'] = async (hashed, host) => {
    const record = await store.find(hashed)
    if (record === undefined || record.host !== host) return undefined
    const there = await current(record, settings)
    if (there === undefined) return undefined
    const { id, person, seen } = there
    return {
      person: { kind: 'person', id: person.id, name: person.name, groups: person.groups, secondFactor: person.secondFactor, session: id },
      from: seen,
      until: Math.min(seen + again, over(there)),
    }
  }
  return {
    begin: async (person, host) => {
      const reference = random(32).toString('base64url')
      const moment = now()
      const record = {
        hash: referenceHash(reference),
        id: random(9).toString('base64url'),
        host,
        person,
        created: moment,
        seen: moment,
        checked: moment,
      }
      await store.put(record)
      return { reference, record }
    },
    known,
    person: async (reference, host) => (await known(referenceHash(reference), host))?.person,
    end: async (reference) => {
      const record = await store.find(referenceHash(reference))
      if (record !== undefined) await finish(record, 'asked', settings)
      return record?.person
    },
    endOf: async (isMeant, why = 'provider') => {
      for (const record of await store.all()) if (isMeant(record.person)) await finish(record, why, settings)
    },
    sweep: async () => {
      for (const record of await store.all()) await swept(record, settings)
    },
  }
}

/** Under which a session is kept. */
export function referenceHash(reference: string): string {
  return sha256(reference, 'base64url')
}

/** The session as it stands now; undefined where it has come to its end, or nobody has vouched for its person for too long. */
async function current(record: SessionRecord, settings: SessionSettings): Promise<SessionRecord | undefined> {
  const moment = settings.now()
  const why = ending(record, moment)
  if (why !== undefined) return finish(record, why, settings)
  if (isAskedFor(record) && moment - record.checked >= recheck + grace) return undefined
  const next = { ...record, seen: moment }
  if (moment - record.seen >= touch) await settings.store.put(next)
  return next
}

/** When it is over, or nobody has vouched for its person for too long, if nothing else happens. */
function over({ created, checked, person: { until } }: SessionRecord): number {
  return Math.min(created + longest, until ?? checked + recheck + grace)
}

/** Whether the source can be asked again; where it cannot, its word has an end of its own. */
function isAskedFor({ person }: SessionRecord): boolean {
  return person.until === undefined
}

function ending({ created, seen, person }: SessionRecord, moment: number): Ending | undefined {
  if (moment - created >= longest || (person.until !== undefined && moment >= person.until)) return 'expired'
  return moment - seen >= idle ? 'idle' : undefined
}

/** One round over a session: its end, or the word of its source. */
async function swept(record: SessionRecord, settings: SessionSettings): Promise<void> {
  const over = ending(record, settings.now())
  if (over !== undefined) return finish(record, over, settings)
  if (!isAskedFor(record) || settings.now() - record.checked < recheck) return
  const today = await settings.lookUp(record.person.id)
  if (today === 'gone') return finish(record, 'vanished', settings)
  if (today === 'unavailable') return
  // it may have ended or been used while its source was asked
  const there = await settings.store.find(record.hash)
  if (there !== undefined)
    await settings.store.put({ ...there, checked: settings.now(), person: { ...today, secondFactor: there.person.secondFactor } })
}

async function finish(record: SessionRecord, why: Ending, { store, ended }: SessionSettings): Promise<undefined> {
  await store.end(record.hash)
  ended(record, why)
}
