import type { Change, Edited } from '../model/change.ts'
import type { Channel, Component, Deployment } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { ownFilesOf } from '../model/own-files.ts'
import type { Setting } from '../model/setting.ts'
import { serverOf } from '../model/lookup.ts'

const libraries: ReadonlySet<string> = new Set(['libpq', 'psycopg', 'psycopg2', 'psycopg2cffi', 'pygresql', 'diesel'])

/** What libpq takes from the environment where an address says nothing of TLS (PostgreSQL manual, 34.15): a query for the address, and the CA file. */
export function libpqTls({ env }: ComponentInput): { readonly query: string; readonly authority: Setting | undefined } {
  const mode = env.get('PGSSLMODE')
  return { query: mode === undefined ? '' : `?sslmode=${mode.value}`, authority: env.get('PGSSLROOTCERT') }
}

/** Every connection of the program to PostgreSQL is verified, by two variables; undefined where its library reads none. */
export function libpqEdit(library: string | undefined, component: Component, deployment: Deployment): Edited | undefined {
  if (library === undefined || !libraries.has(library)) return undefined
  const outside = deployment.channels.find((channel) => isElsewhere(channel, component, deployment))
  if (outside !== undefined)
    return { cannot: `libpq's variables hold for all its connections, and whether ${outside.host} has TLS is not known here`, reason: 'other-end' }
  const words: readonly (readonly [string, string])[] = [
    ['PGSSLMODE', 'verify-full'],
    ['PGSSLROOTCERT', ownFilesOf(component.input).authority],
  ]
  return { changes: words.map(([name, value]): Change => ({ kind: 'variable', name, value })) }
}

function isElsewhere(channel: Channel, { id }: Component, deployment: Deployment): boolean {
  return channel.from === id && channel.protocol === 'postgres' && serverOf(deployment, channel) === undefined
}
