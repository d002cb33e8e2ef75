import type { Learned } from '../../model/observed.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import type { Probe, Target } from '../probe.ts'
import { askPage, hostOf, madeUpPath } from './page.ts'
import { redirectOf } from './pages.ts'
import { seen } from './remark.ts'

/** Where a request leads: to TLS, away from it, or nowhere. */
export const redirect: Probe = {
  id: 'http/redirect',
  asks: 'whether requests without TLS are sent on to TLS on the same host, and none away from it',
  connections: 2,
  async ask(target, asking) {
    if (asking.transport.plaintext !== 'served') return awayFromTls(await askPage(target, asking, { path: '/' }))
    const first = await askPage(target, asking, { path: '/' })
    const second = await askPage(target, asking, { path: madeUpPath(asking.random), shown: '/(made up)' })
    const [root, other] = [leadsTo(first, target), leadsTo(second, target)]
    if (root === 'tls' && other === 'tls') return { said: 'every request is sent on to TLS on the same host', redirects: true }
    if (root === 'other host' || other === 'other host')
      return { said: 'requests without TLS are sent on to TLS on another host', redirects: 'elsewhere' }
    if (root === 'tls') return { said: '/ is sent on to TLS, and other paths are answered without it', redirects: false }
    if (first.status >= 400 && second.status >= 400)
      return { said: `requests without TLS are not sent on to TLS, and no page is served (status ${first.status})` }
    return { said: 'requests without TLS are answered, and not sent on to TLS', redirects: false }
  },
}

function leadsTo(answer: HttpAnswer, target: Target): 'tls' | 'other host' | 'nowhere' {
  const location = redirectOf(answer) ?? ''
  if (!/^https:\/\//i.test(location) || !URL.canParse(location)) return 'nowhere'
  const asked = new URL(`http://${hostOf(target, 'plaintext')}`).hostname
  return new URL(location).hostname === asked ? 'tls' : 'other host'
}

function awayFromTls(answer: HttpAnswer): Learned {
  const remark = {
    concern: 'proxy-trust' as const,
    key: 'Location',
    stake: 'traffic' as const,
    expected: 'redirects keep https',
    fix: 'tell the application behind the proxy that its clients use TLS (X-Forwarded-Proto, and trust in the proxy that sets it)',
  }
  const location = redirectOf(answer)
  if (location === undefined) return { said: '/ leads nowhere else' }
  if (!/^http:\/\//i.test(location))
    return { said: '/ leads to a place with TLS', observations: [seen(remark, 'safe', 'redirects keep https', 'https')] }
  const message = 'a request over TLS is sent on to an address without TLS: the next one crosses the network readable'
  return { said: '/ leads away from TLS', observations: [seen(remark, 'unsafe', message, 'http')] }
}
