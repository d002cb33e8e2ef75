import { join } from 'node:path'
import { hasEdge } from '../../edge/routes.ts'
import type { GuardDocument } from '../../document/read.ts'
import type { RenderedFile } from '../types.ts'

const name = 'haproxy.secrets'

/** What HAProxy must know and nobody else may read: a map from a name to a value, looked up where it is needed. */
export function secretsOf(document: GuardDocument, secret: (name: string) => string): readonly RenderedFile[] {
  const { sites, settings } = document
  const pepper = hasEdge(document) ? settings.keys?.pepper : undefined
  const added = sites.flatMap(({ inject }, index) =>
    inject === undefined ? [] : [`inject-${index} ${valueOf(secret(`${inject.secret.from}:${inject.secret.name}`))}`],
  )
  // HAProxy takes the key of an HMAC in base64
  const lines = [...added, ...(pepper === undefined ? [] : [`pepper ${Buffer.from(secret(pepper)).toString('base64')}`])]
  return lines.length === 0 ? [] : [{ name, text: `${lines.join('\n')}\n`, isSecret: true }]
}

/** The sample that gives one of them. */
export function secretSample({ settings }: GuardDocument, key: string): string {
  return `str(${key}),map_str(${join(settings.folder, name)})`
}

/** A value of a map is the rest of its line without the space around it. */
function valueOf(text: string): string {
  if (/\p{Cc}/u.test(text) || text !== text.trim()) throw new TypeError('HAProxy cannot keep a secret with line ends, or with space around it')
  return text
}
