import { formCookie, sessionCookie, wayCookie } from '../../decide/credentials.ts'
import type { Site } from '../../model/site.ts'
import { quoted } from './words.ts'

/** What the program's cookies become (`proxy_cookie_flags`, nginx 1.19.3): of the lines that meet a name the first counts. */
export function cookieFlags({ cookies }: Site): readonly string[] {
  const { httpOnly, readable, sameSite, sameSiteOf } = cookies
  const named = [...new Set([...readable, ...Object.keys(sameSiteOf)])].toSorted()
  const line = (pattern: string, flags: readonly string[]): string => `proxy_cookie_flags ${quoted(`~${pattern}`)} ${flags.join(' ')};`
  const flagsOf = (isReadable: boolean, site: string | undefined): readonly string[] => [
    'secure',
    ...(httpOnly && !isReadable ? ['httponly'] : []),
    ...(site === undefined ? [] : [`samesite=${site}`]),
  ]
  return [
    // browsers take none of this name that is not Secure: a program gives nobody a session of the guard
    line(exactly([sessionCookie, formCookie, wayCookie]), ['nosecure']),
    ...named.map((name) => line(exactly([name]), flagsOf(readable.includes(name), sameSiteOf[name] ?? sameSite))),
    line('^', flagsOf(false, sameSite)),
  ]
}

/** A whole name in its exact letters: by itself nginx takes any spelling of them, in a plain name and in a pattern. */
function exactly(names: readonly string[]): string {
  // no "$" can be written for nginx: what matches is the end of the text, or nothing
  return `(?-i)^(?:${names.map((name) => name.replaceAll(/[.-]/g, String.raw`[$&]`)).join('|')})(?!.)`
}
