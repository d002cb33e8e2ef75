import { parseAdo, parseStackExchangeRedis } from './connection-ado.ts'
import { parseJdbc } from './connection-jdbc.ts'
import { parseGoMysql, parseKeyword } from './connection-keyword.ts'
import type { ConnectionString } from './connection-types.ts'
import { parseUrl } from './connection-url.ts'

export type { ConnectionString } from './connection-types.ts'
export { parseEndpointList } from './endpoints.ts'

/** Longer than any address that a person writes. */
const longest = 8192

/** Reads a text that is, as a whole, one connection string in any of the common forms. Never throws. */
export function parseConnectionString(text: string): ConnectionString | undefined {
  // every form has at least one of these; most values have none
  if (text.length > longest || text.length < 5 || !(text.includes(':') || text.includes('='))) return undefined
  const trimmed = text.trim()
  if (trimmed.includes('://') || /^(?:jdbc|r2dbc)/i.test(trimmed)) {
    const found = /^(?:jdbc|r2dbcs?):/i.test(trimmed) ? parseJdbc(trimmed) : parseUrl(trimmed)
    if (found !== undefined) return found
  }
  if (trimmed.endsWith('/') || trimmed.includes(')/')) {
    const found = parseGoMysql(trimmed)
    if (found !== undefined) return found
  }
  if (!trimmed.includes('=')) return undefined
  return (
    (trimmed.includes(';') ? parseAdo(trimmed) : undefined) ??
    parseKeyword(trimmed) ??
    (trimmed.includes(',') ? parseStackExchangeRedis(trimmed) : undefined)
  )
}
