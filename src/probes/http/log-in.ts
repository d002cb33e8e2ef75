import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import { valuesOf } from '../../wire/http/answer.ts'
import type { Asking, Probe } from '../probe.ts'
import { askPage } from './page.ts'
import { seen } from './remark.ts'

const known = ['negotiate', 'basic', 'bearer', 'digest', 'ntlm'] as const
type Scheme = (typeof known)[number]

const kinds: Readonly<Record<Scheme, Authentication>> = {
  negotiate: 'kerberos',
  basic: 'password',
  bearer: 'token',
  digest: 'password',
  ntlm: 'password',
}

/** What a server asks its visitors for by HTTP itself (RFC 9110, section 11; Negotiate: RFC 4559), and whether anything made up will do. */
export const logIn: Probe = {
  id: 'http/log-in',
  asks: 'by what visitors of / log in, and whether made-up credentials are refused',
  connections: 4,
  async ask(target, asking) {
    const first = await askPage(target, asking, { path: '/' })
    const offered = schemesOf(first)
    if (first.status !== 401 || offered.length === 0) return { said: `/ asks for no log-in of HTTP (status ${first.status})` }
    const taken: Scheme[] = []
    for (const scheme of offered) {
      const credentials = madeUp(scheme, asking)
      if (credentials === undefined) continue
      const answer = await askPage(target, asking, {
        path: '/',
        headers: [['Authorization', credentials]],
        shown: `/ with made-up credentials (${scheme})`,
      })
      if (answer.status < 400) taken.push(scheme)
    }
    const names = offered.join(' and ')
    if (taken.length > 0) return { said: `/ asks for ${names}, and made-up credentials are taken (${taken.join(', ')})`, authentication: 'none' }
    const learned: Learned = { said: `/ asks for ${names}, and made-up credentials are refused`, observations: observations(offered, asking) }
    // where files tell of the listener, they tell it better: a proxy shows the log-in of what is behind it
    const isKnown = target.technology !== undefined && target.technology !== 'target'
    return isKnown ? learned : { ...learned, authentication: kinds[offered[0]!] }
  },
}

/** In the order in which they are offered; words inside of quotes are none. */
function schemesOf(answer: HttpAnswer): readonly Scheme[] {
  const words = valuesOf(answer, 'www-authenticate').flatMap((value) =>
    value
      .replaceAll(/"[^"]*"?/g, '')
      .toLowerCase()
      .split(','),
  )
  const found = words.flatMap((word) => known.filter((scheme) => word.trim().split(' ')[0] === scheme))
  return [...new Set(found)]
}

function madeUp(scheme: Scheme, { random }: Pick<Asking, 'random'>): string | undefined {
  if (scheme === 'basic') return `Basic ${btoa(`ringwall-${random(6)}:${random(16)}`)}`
  if (scheme === 'bearer') return `Bearer ${random(24)}`
  if (scheme === 'negotiate') return `Negotiate ${btoa(random(24))}`
  return undefined
}

function observations(offered: readonly Scheme[], { transport }: Asking): readonly Observation[] {
  const passwords = offered.filter((scheme) => scheme !== 'negotiate' && scheme !== 'bearer')
  const inClear = {
    concern: 'tls-policy' as const,
    key: 'WWW-Authenticate',
    stake: 'traffic' as const,
    expected: 'passwords are asked for inside TLS alone',
    fix: 'send clients on to TLS before they are asked for a password',
  }
  const fallback = {
    concern: 'remote-login' as const,
    key: 'WWW-Authenticate',
    stake: 'defence' as const,
    expected: 'Negotiate alone',
    fix: 'offer Negotiate alone: switch the fallback to passwords off (GssapiBasicAuth Off)',
  }
  const readable = offered.includes('basic') && transport.plaintext === 'served'
  return [
    ...(readable
      ? [seen(inClear, 'unsafe', 'passwords are asked for on a connection without TLS: they cross the network readable', 'Basic without TLS')]
      : []),
    ...(offered.includes('negotiate')
      ? [
          passwords.length > 0
            ? seen(
                fallback,
                'unsafe',
                `beside Kerberos a password is taken (${passwords.join(', ')}): whoever guesses or overhears it needs no ticket`,
                passwords.join(', '),
              )
            : seen(fallback, 'safe', 'visitors log in by Kerberos alone', 'Negotiate alone'),
        ]
      : []),
  ]
}
