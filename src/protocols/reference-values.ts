import { parseConnectionString } from './connection-string.ts'
import type { ConnectionString } from './connection-types.ts'
import { maskHoles } from './holes.ts'

const embedded = /(?:\b(?:jdbc|r2dbc):(?:[a-z0-9-]{1,20}:){0,2})?[a-z][a-z0-9+._-]{0,40}:\/\/[^\s"'`<>,;|\\\])}]+/gi
const oracleOrNone = /\bjdbc:oracle:[^\s"'`]+/i

/** Every connection string in a value: the whole of it, or those that stand in a list, in JSON or in a sentence. */
export function connectionStringsIn(value: string): ConnectionString[] {
  if (value.length > 65536 || !/:\/\/|=|\)\/|jdbc:/.test(value)) return []
  const whole = parseConnectionString(value)
  if (whole !== undefined && !(whole.form === 'url' && value.includes(',') && value.lastIndexOf('://') > value.indexOf(','))) return [whole]
  const found: ConnectionString[] = []
  if (value.includes('://')) {
    const masked = maskHoles(value)
    for (const match of masked.matchAll(embedded)) {
      const parsed = parseConnectionString(value.slice(match.index, match.index + match[0].length).replace(/[.:]+$/, ''))
      if (parsed !== undefined) found.push(parsed)
      if (found.length >= 64) break
    }
  }
  const oracle = oracleOrNone.exec(value)
  if (found.length === 0 && oracle !== null) {
    const parsed = parseConnectionString(oracle[0])
    if (parsed !== undefined) found.push(parsed)
  }
  return found
}
