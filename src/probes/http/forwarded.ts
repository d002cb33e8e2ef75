import type { Observation, Remark } from '../../model/technology.ts'
import type { HttpAnswer, Header } from '../../wire/http/answer.ts'
import { textOf, valuesOf } from '../../wire/http/answer.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { echoIn, words } from './host.ts'
import { askPage } from './page.ts'
import { redirectOf } from './pages.ts'
import { seen } from './remark.ts'

/** Headers in which proxies tell who has logged in: oauth2-proxy, Grafana's auth proxy, Airflow and Apache's REMOTE_USER over HTTP. */
const identities = ['X-Forwarded-User', 'X-WEBAUTH-USER', 'X-Auth-Request-User', 'X-Remote-User', 'Remote-User'] as const

const trust = (key: string, stake: Remark['stake']): Remark => ({
  concern: 'proxy-trust',
  key,
  stake,
  expected: `${key} counts only when the own proxy sends it`,
  fix: `let the server overwrite ${key}, or trust it from the address of the own proxy alone`,
})

/** What a client may claim of itself that only a proxy should: each time the same page, with and without a made-up claim. */
export const forwarded: Probe = {
  id: 'http/forwarded',
  asks: 'whether forwarding headers and names of users are believed from everybody, with made-up values',
  connections: 5,
  async ask(target, asking) {
    const usual = await askPage(target, asking, { path: '/' })
    const observations = [
      ...(await claimedHost(target, asking)),
      ...(await claimedScheme(target, asking, usual)),
      ...(await claimedUser(target, asking, usual)),
    ]
    if (observations.length > 0) return { said: observations.map(({ message }) => message).join('; '), observations }
    return { said: `made-up forwarding headers change nothing of / (status ${usual.status})` }
  },
}

async function claimedHost(target: Target, asking: Asking): Promise<readonly Observation[]> {
  const name = `ringwall-${asking.random(8)}.invalid`
  const answer = await askPage(target, asking, {
    path: '/',
    headers: [
      ['X-Forwarded-Host', name],
      ['Forwarded', `host=${name}`],
    ],
    shown: '/ with a made-up X-Forwarded-Host',
  })
  const echo = echoIn(answer, name)
  if (echo === undefined) return []
  const message = `a made-up X-Forwarded-Host comes back in ${words[echo]}: every caller decides where it leads`
  return [seen(trust('X-Forwarded-Host', 'defence'), 'unsafe', message, `in ${words[echo]}`)]
}

/** A caller without TLS that says it has TLS. */
async function claimedScheme(target: Target, asking: Asking, usual: HttpAnswer): Promise<readonly Observation[]> {
  if (asking.transport.plaintext !== 'served') return []
  const answer = await askPage(target, asking, { path: '/', headers: [['X-Forwarded-Proto', 'https']], shown: '/ with X-Forwarded-Proto: https' })
  const wasSentOn = /^https:/i.test(redirectOf(usual) ?? '')
  const isSentOn = /^https:/i.test(redirectOf(answer) ?? '')
  if (wasSentOn && !isSentOn && answer.status < 500) {
    const message = 'a caller without TLS that says it has TLS is not sent on to it: X-Forwarded-Proto is believed from everybody'
    return [seen(trust('X-Forwarded-Proto', 'traffic'), 'unsafe', message, 'believed')]
  }
  const secure = (each: HttpAnswer): boolean => valuesOf(each, 'set-cookie').some((value) => /;\s*secure\b/i.test(value))
  if (!secure(usual) && secure(answer)) {
    const message = 'cookies follow the X-Forwarded-Proto that any caller sends'
    return [seen(trust('X-Forwarded-Proto', 'hygiene'), 'unsafe', message, 'believed')]
  }
  return []
}

/** Somebody made up, named in headers; a header that means nothing is the control, for a page that shows all it gets. */
async function claimedUser(target: Target, asking: Asking, usual: HttpAnswer): Promise<readonly Observation[]> {
  const user = `ringwall-${asking.random(8)}`
  const page = (headers: readonly Header[], shown: string): Promise<HttpAnswer> => askPage(target, asking, { path: '/', headers, shown })
  const answer = await page(
    identities.map((name): Header => [name, user]),
    '/ with a made-up user in headers of proxies',
  )
  const isLetIn = (isTurnedAway(usual) && answer.status === 200) || textOf(answer).includes(user)
  if (!isLetIn) return []
  const control = await page([[`X-${user}`, user]], '/ with a header that means nothing')
  const comesBack = textOf(control).includes(user)
  if (comesBack || (isTurnedAway(usual) && control.status === 200)) return []
  const message = 'whoever names a user in a header is that user: headers that only the proxy should send are believed from everybody'
  return [seen(trust('X-Forwarded-User', 'takeover'), 'unsafe', message, 'a made-up user was let in')]
}

function isTurnedAway(answer: HttpAnswer): boolean {
  return [401, 403].includes(answer.status) || /log-?in|sign-?in|oauth|auth/i.test(redirectOf(answer) ?? '')
}
