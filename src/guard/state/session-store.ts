import type { SessionRecord as Session, SessionStore } from '../people/sessions.ts'
import type { GuardState, SessionRecord } from './types.ts'

/**
 * Sessions as people's room asks for them. What was ended, by whichever guard, stays ended: a record that is put again later does not bring
 * it back. @param longest milliseconds that a session lives at most
 */
export function sessionStore({ sessions }: Pick<GuardState, 'sessions'>, longest: number): SessionStore {
  const find = async (hash: string): Promise<SessionRecord | undefined> => sessions.find(`s1:${hash}`)
  return {
    async find(hash) {
      const record = await find(hash)
      return record === undefined ? undefined : sessionOf(record)
    },
    async put({ hash, id, host, person, created, seen, checked }) {
      const isThere = await sessions.touch(id, { seen, checked, groups: person.groups })
      // one that was used or looked after before is not begun now
      if (isThere || seen !== created || checked !== created) return
      await sessions.add({
        id,
        hash: `s1:${hash}`,
        host,
        person: { id: person.id, name: person.name, groups: person.groups },
        secondFactor: person.secondFactor,
        how: (['ldap', 'saml', 'oidc'] as const).find((each) => person.id.startsWith(`${each}:`)) ?? 'local',
        created,
        seen,
        checked,
        ...(person.atSource === undefined ? {} : { provider: person.atSource }),
        expires: Math.min(created + longest, person.until ?? Number.POSITIVE_INFINITY),
      })
    },
    async end(hash) {
      const record = await find(hash)
      if (record !== undefined) await sessions.end({ id: record.id })
    },
    all: async () => (await sessions.list()).map(sessionOf),
  }
}

function sessionOf({ hash, id, host, person, secondFactor, how, provider, created, seen, checked, expires }: SessionRecord): Session {
  // these cannot be asked again: their word has an end
  const until = how === 'saml' || how === 'oidc' ? { until: expires } : {}
  const atSource = provider === undefined ? {} : { atSource: provider }
  return { hash: hash.slice(3), id, host, person: { ...person, secondFactor, ...until, ...atSource }, created, seen, checked }
}
