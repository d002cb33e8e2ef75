import { isIP } from 'node:net'
import { patternNames } from '../model/body.ts'
import type { Route } from '../model/site.ts'
import type { ScannerFile } from './bodies.ts'
import { bytes } from './units.ts'

/** Bytes of JSON that are judged in a few milliseconds. */
const mostJudged = 1_048_576

/** What a route leaves open, or refuses without saying so, of the bodies that it looks at. */
export function bodyNotes({ id, body, look }: Route, scanner: ScannerFile | undefined): readonly string[] {
  if (look === undefined) return []
  const { scan, types, schema, answer, redact, refuse } = look
  const largest = scanner === undefined ? Infinity : bytes(scanner.largest)
  const ofPatterns = [...redact, ...refuse].every((field) => field.kind === 'pattern')
  return [
    ...((scan === 'uploads' || scan === 'both') && body > largest
      ? [`${id}: takes ${body} bytes, of which no more than ${largest} are scanned: more is refused`]
      : []),
    ...((scan === 'downloads' || scan === 'both') && answer > largest
      ? [`${id}: gives answers of ${answer} bytes, of which no more than ${largest} are scanned: more is refused`]
      : []),
    ...(schema !== undefined && body > mostJudged
      ? [`${id}: a schema is held against ${body} bytes in one go, while everybody else waits: give it a size of 1m at most`]
      : []),
    ...(redact.length + refuse.length > 0 && answer > 16 * mostJudged
      ? [`${id}: fields are looked for in answers of ${answer} bytes: give it an answer of 16m at most`]
      : []),
    ...(types.includes('application/octet-stream') ? [`${id}: application/octet-stream says nothing of what it is: name the types`] : []),
    ...(redact.length + refuse.length > 0 && ofPatterns
      ? [`${id}: only ${patternNames.join(', ')} are looked for: a field that has a name is better named`]
      : []),
  ]
}

/** What is sent to a scanner can be read on its way, and its verdict can be another one's. */
export function scannerNotes(scanner: ScannerFile | undefined): readonly string[] {
  if (scanner === undefined || scanner.clamd.startsWith('unix:')) return []
  const host = scanner.clamd.slice(0, scanner.clamd.lastIndexOf(':'))
  const isHere = host === 'localhost' || host === '[::1]' || (isIP(host) !== 0 && host.startsWith('127.'))
  return isHere ? [] : [`the scanner is asked in plaintext at ${scanner.clamd}: a socket of this machine`]
}
