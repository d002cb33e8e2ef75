import { formCookie, sessionCookie, wayCookie } from '../../decide/credentials.ts'
import type { Site } from '../../model/site.ts'
import { escaped, quoted } from './words.ts'

const spelled = { strict: 'Strict', lax: 'Lax', none: 'None' } as const

/** What the program's cookies become, line by line; of an attribute that stands there twice browsers take the last. */
export function cookieRules({ cookies }: Site): readonly string[] {
  const { httpOnly, readable, sameSite, sameSiteOf } = cookies
  const rule = (pattern: string, format: string): string => `http-response replace-header Set-Cookie ${quoted(pattern)} ${quoted(format)}`
  const without = (names: readonly string[]): string => (names.length === 0 ? '' : `(?!${named(names)})`)
  return [
    // a program gives nobody a session of the guard
    rule(`^${named([sessionCookie, formCookie, wayCookie])}.*$`, 'refused=; Max-Age=0; Secure'),
    rule(String.raw`^((?i)(?!.*;\s*secure\s*(?:;|$)).*)$`, String.raw`\1; Secure`),
    ...(httpOnly ? [rule(String.raw`^(${without(readable)}(?i)(?!.*;\s*httponly\s*(?:;|$)).*)$`, String.raw`\1; HttpOnly`)] : []),
    ...Object.entries(sameSiteOf).map(([name, site]) => rule(`^(${named([name])}.*)$`, String.raw`\1; SameSite=${spelled[site]}`)),
    ...(sameSite === undefined ? [] : [rule(`^(${without(Object.keys(sameSiteOf))}.*)$`, String.raw`\1; SameSite=${spelled[sameSite]}`)]),
  ]
}

/** One of these names, in its exact letters. */
function named(names: readonly string[]): string {
  return String.raw`\s*(?:${names.map(escaped).join('|')})\s*=`
}
