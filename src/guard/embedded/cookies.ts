import { ownCookies } from '../decide/credentials.ts'
import type { CookieRules } from '../model/site.ts'

const spelled = { strict: 'Strict', lax: 'Lax', none: 'None' } as const

/** A program's `Set-Cookie` as it may be given; nothing for one of the guard's own, which a program gives to nobody. */
export function rewrittenCookie(line: string, { httpOnly, readable, sameSite, sameSiteOf }: CookieRules): string | undefined {
  const [pair = '', ...attributes] = line.split(';')
  const name = pair.slice(0, pair.includes('=') ? pair.indexOf('=') : 0).trim()
  if (ownCookies.includes(name)) return undefined
  const site = Object.hasOwn(sameSiteOf, name) ? sameSiteOf[name] : sameSite
  const named = (attribute: string): string => attribute.split('=', 1)[0]?.trim().toLowerCase() ?? ''
  const kept = site === undefined ? attributes : attributes.filter((one) => named(one) !== 'samesite')
  const has = (attribute: string): boolean => kept.some((one) => named(one) === attribute)
  return [
    pair,
    ...kept,
    ...(has('secure') ? [] : [' Secure']),
    ...(has('httponly') || !httpOnly || readable.includes(name) ? [] : [' HttpOnly']),
    ...(site === undefined ? [] : [` SameSite=${spelled[site]}`]),
  ].join(';')
}

/** A client's cookies without those of the guard. */
export function withoutOwn(cookies: string): string {
  return cookies
    .split(';')
    .filter((one) => !ownCookies.includes(one.split('=', 1)[0]?.trim() ?? ''))
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .join('; ')
}
