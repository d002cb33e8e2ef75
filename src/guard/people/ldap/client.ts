import type { Entry, Filter } from 'ldapts'
import { Client } from 'ldapts'
import type { LdapSettings } from './settings.ts'

/** A connection on which nothing was said yet but TLS, verified: the authority that is named, and the name. Referrals are never followed. */
export async function connected(settings: LdapSettings): Promise<Client> {
  const tls = { ca: settings.authority, servername: settings.name, minVersion: 'TLSv1.2', rejectUnauthorized: true } as const
  const isUpgraded = settings.url.startsWith('ldap:')
  const client = new Client({
    url: settings.url,
    timeout: settings.patience,
    connectTimeout: settings.patience,
    ...(isUpgraded ? {} : { tlsOptions: tls }),
  })
  try {
    if (isUpgraded) await client.startTLS(tls)
    return client
  } catch (error) {
    await ended(client)
    throw error
  }
}

export interface Search {
  readonly base: string
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly most: number
}

/** Entries below a base; more than `most` of them is an error of the server's, and so of ours. */
export async function found(client: Client, { base, filter, attributes, most }: Search): Promise<readonly Entry[]> {
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter,
    attributes: [...attributes],
    sizeLimit: most,
    derefAliases: 'never',
    explicitBufferAttributes: [...attributes],
  })
  return searchEntries
}

/** The values of an attribute as text; what is no UTF-8 is written in base 16 (`objectGUID`). */
export function valuesOf(entry: Entry, attribute: string): readonly string[] {
  const key = Object.keys(entry).find((one) => one.toLowerCase() === attribute.toLowerCase())
  const value = key === undefined ? undefined : entry[key]
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value]
  return list.map((one) => textOf(one))
}

const strict = new TextDecoder('utf-8', { fatal: true })

function textOf(value: string | Buffer): string {
  if (typeof value === 'string') return value
  try {
    return strict.decode(value)
  } catch {
    return value.toString('hex')
  }
}

export async function ended(client: Client): Promise<void> {
  try {
    await client.unbind()
  } catch {
    // it is gone as well
  }
}
