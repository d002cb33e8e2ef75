import type { Observation } from '../../model/technology.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { valuesOf } from '../../wire/http/answer.ts'
import type { Shown } from './headers.ts'
import { seen } from './remark.ts'

interface Cookie {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

interface Flaw {
  readonly text: string
  readonly stake: Stake
}

/** Cookies of one answer that are looked at. */
const most = 20

/** Cookies as they are set (RFC 6265bis): what a network, a script or another site can do with them. */
export function cookieObservations(pages: readonly Shown[], overTls: boolean): readonly Observation[] {
  const all = pages.flatMap(({ answer }) => valuesOf(answer, 'set-cookie').flatMap((value) => cookieOf(value) ?? []))
  const byName = new Map(all.slice(0, most).map((cookie) => [cookie.name, cookie]))
  return [...byName.values()].map((cookie) => judge(cookie, overTls))
}

function cookieOf(text: string): Cookie | undefined {
  const [pair = '', ...parts] = text.split(';')
  const name = /^\s*([^=\s]+)\s*=/.exec(pair)?.[1]
  // a name of another form is not shown, and browsers differ in what they make of it
  if (name === undefined || !/^[\w.-]{1,64}$/.test(name)) return undefined
  const attributes = parts.map((part): [string, string] => {
    const [key = '', ...value] = part.split('=')
    return [key.trim().toLowerCase(), value.join('=').trim().toLowerCase()]
  })
  // one that takes a cookie away protects nothing
  const map = new Map(attributes)
  return map.get('max-age') === '0' ? undefined : { name, attributes: map }
}

function judge({ name, attributes }: Cookie, overTls: boolean): Observation {
  const isForScripts = /csrf|xsrf/i.test(name)
  const isLogin = !isForScripts && /sess|sid$|^(?:.*[._-])?sid\b|auth|token|jwt|login|remember/i.test(name)
  const site = attributes.get('samesite')
  const flaws: Flaw[] = []
  if (overTls && !attributes.has('secure')) flaws.push({ text: 'it is also sent without TLS (no Secure)', stake: isLogin ? 'traffic' : 'hygiene' })
  if (isLogin && !attributes.has('httponly')) flaws.push({ text: 'scripts can read it (no HttpOnly)', stake: 'defence' })
  if (isLogin && site === undefined) flaws.push({ text: 'other sites may send it along in some browsers (no SameSite)', stake: 'hygiene' })
  if (isLogin && site === 'none') flaws.push({ text: 'other sites send it along (SameSite=None)', stake: 'hygiene' })
  if (isLogin && (attributes.get('domain') ?? '') !== '') flaws.push({ text: 'every subdomain gets it (Domain)', stake: 'hygiene' })
  if (/^__(?:host|secure)-/i.test(name) && !keepsItsPrefix(name, attributes))
    flaws.push({ text: 'browsers refuse it: its name promises more than it has', stake: 'hygiene' })
  const remark = {
    concern: 'cookie-flags' as const,
    key: `Set-Cookie ${name}`,
    stake: worst(flaws),
    expected: isForScripts ? 'Secure' : 'Secure; HttpOnly; SameSite=Lax, and a name that begins with __Host-',
    fix: `set Secure, HttpOnly and SameSite for the cookie ${name} where the application makes it`,
  }
  if (flaws.length === 0) return seen(remark, 'safe', `the cookie ${name} is protected`, 'protected')
  return seen(remark, 'unsafe', `the cookie ${name}: ${flaws.map(({ text }) => text).join('; ')}`, flaws.map(({ text }) => text).join('; '))
}

function keepsItsPrefix(name: string, attributes: ReadonlyMap<string, string>): boolean {
  if (!attributes.has('secure')) return false
  return /^__secure-/i.test(name) || (attributes.get('path') === '/' && !attributes.has('domain'))
}

const order: readonly Stake[] = ['traffic', 'defence', 'hygiene']

function worst(flaws: readonly Flaw[]): Stake {
  return order.find((stake) => flaws.some((flaw) => flaw.stake === stake)) ?? 'hygiene'
}
