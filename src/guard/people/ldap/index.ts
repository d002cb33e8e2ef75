import type { Client, Entry } from 'ldapts'
import { AndFilter, EqualityFilter, InvalidCredentialsError } from 'ldapts'
import type { LookUp, NotRecognised, PasswordLogIn, Recognised } from '../types.ts'
import { connected, ended, found, valuesOf } from './client.ts'
import { groupsOf } from './groups.ts'
import type { LdapSettings } from './settings.ts'

export interface Directory {
  readonly logIn: PasswordLogIn
  readonly lookUp: LookUp
}

/** Longer names are nobody's; passwords are handed on as they are. */
const longestName = 256
const longestPassword = 1024

/** A directory over LDAP: search for the one entry of a name, then log in as that entry. */
export function directory(settings: LdapSettings): Directory {
  return {
    logIn: (name, password) => logIn(settings, name, password),
    lookUp: async (id) => {
      try {
        return await asSearcher(settings, async (client) => {
          const entry = await oneEntry(client, settings, settings.people.id, id.slice('ldap:'.length))
          return entry === undefined ? 'gone' : await recognised(client, entry, settings)
        })
      } catch {
        return 'unavailable'
      }
    },
  }
}

async function logIn(settings: LdapSettings, name: string, password: string): Promise<Recognised | NotRecognised> {
  // an empty password is no log-in but an anonymous one that succeeds (RFC 4513 5.1.2)
  if (name === '' || password === '') return wrong('an empty name or password')
  if (name.length > longestName || password.length > longestPassword || /[\p{Cc}]/u.test(name)) return wrong('a name that nobody has')
  try {
    const entry = await asSearcher(settings, (client) => oneEntry(client, settings, settings.people.attribute, name))
    if (entry === undefined || entry.dn === '') return wrong('no entry, or several')
    const own = await connected(settings)
    try {
      await own.bind(entry.dn, password)
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return wrong('the password')
      throw error
    } finally {
      await ended(own)
    }
    return await asSearcher(settings, (client) => recognised(client, entry, settings))
  } catch (error) {
    return { refused: 'unavailable', detail: error instanceof Error ? error.constructor.name : 'unknown' }
  }
}

async function asSearcher<T>(settings: LdapSettings, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = await connected(settings)
  try {
    await client.bind(settings.account.dn, settings.account.password)
    return await ask(client)
  } finally {
    await ended(client)
  }
}

/** The entry whose attribute has this value; none where there are several. */
async function oneEntry(client: Client, { people }: LdapSettings, attribute: string, value: string): Promise<Entry | undefined> {
  const wanted = [[attribute, value] as const, ...Object.entries(people.require)]
  // filters are objects: no text of anybody becomes a part of one
  const filter = new AndFilter({ filters: wanted.map(([name, text]) => new EqualityFilter({ attribute: name, value: text })) })
  const entries = await found(client, { base: people.base, filter, attributes: [people.id, people.shown], most: 2 })
  return entries.length === 1 ? entries[0] : undefined
}

async function recognised(client: Client, entry: Entry, settings: LdapSettings): Promise<Recognised> {
  const [id, ...others] = valuesOf(entry, settings.people.id)
  if (id === undefined || others.length > 0) throw new Error(`the entry has no single ${settings.people.id}`)
  const name = valuesOf(entry, settings.people.shown)[0] ?? id
  return { id: `ldap:${id}`, name, groups: await groupsOf(client, entry.dn, settings), secondFactor: false }
}

function wrong(detail: string): NotRecognised {
  return { refused: 'wrong', detail }
}
