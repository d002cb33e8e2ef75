import type { Observation, Remark } from '../../model/technology.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import { valueOf } from '../../wire/http/answer.ts'
import type { Probe, Target } from '../probe.ts'
import { askPage } from './page.ts'
import { seen } from './remark.ts'

/**
 * Whether it fetches for strangers. The host that is asked for does not exist (`.invalid`, RFC 6761), so nobody is ever called: a proxy that
 * looks for it would have gone. The same name asked for as a page of its own is the control.
 */
export const forwardProxy: Probe = {
  id: 'http/forward-proxy',
  asks: 'whether it fetches pages and carries tunnels for strangers, to a host that does not exist',
  connections: 4,
  async ask(target, asking) {
    const name = `ringwall-${asking.random(8)}.invalid`
    const own = await askPage(target, asking, { path: '/', host: name, shown: '/ of a host that does not exist' })
    const fetched = await askPage(target, asking, { path: `http://${name}/`, host: name, shown: 'http://(a host that does not exist)/' })
    const isAsked = wasLookedFor(fetched, own)
    if (!isAsked && !isRefusal(fetched, own)) return { said: `it is no proxy for other hosts (status ${fetched.status})` }
    const tunnel = (port: number): Promise<HttpAnswer> =>
      askPage(target, asking, { method: 'CONNECT', path: `${name}:${port}`, host: `${name}:${port}`, shown: `(a host that does not exist):${port}` })
    const [web, shell] = [await tunnel(443), await tunnel(22)]
    const carries = wasLookedFor(web, own)
    const anything = wasLookedFor(shell, own)
    const who = isLoopback(target) ? 'its own machine' : 'whoever reaches it'
    const said = [
      `pages are ${isAsked ? `fetched for ${who}` : `refused (${fetched.status})`}`,
      `tunnels to port 443 are ${carries ? 'carried' : `refused (${web.status})`}`,
      `tunnels to port 22 are ${anything ? 'carried' : `refused (${shell.status})`}`,
    ].join(', ')
    const isOpen = isAsked || carries || anything
    // a proxy usually lets its own machine in; what others may do is not seen from there
    if (isLoopback(target))
      return { said, observations: ports(own, carries, anything), unproven: ['whether others are let in is seen from another machine alone'] }
    const verdict = isOpen ? 'unsafe' : 'safe'
    return { said, observations: [seen(strangers(own), verdict, said, isOpen ? 'open' : 'refused'), ...ports(own, carries, anything)] }
  },
}

/** The answers of a proxy that could not find or reach the host; what Squid says before it looks (its page templates of version 5). */
function wasLookedFor(answer: HttpAnswer, own: HttpAnswer): boolean {
  const squid = valueOf(answer, 'x-squid-error')
  if (squid !== undefined) return answer.status >= 500 && !/ACCESS_DENIED|INVALID|TOO_BIG|UNSUP/.test(squid)
  return [500, 502, 503, 504].includes(answer.status) && own.status < 500
}

function isRefusal(answer: HttpAnswer, own: HttpAnswer): boolean {
  return answer.status === 407 || /^ERR_ACCESS_DENIED\b/.test(valueOf(answer, 'x-squid-error') ?? '') || (answer.status === 403 && own.status !== 403)
}

function isLoopback({ host }: Target): boolean {
  return host === '::1' || host === 'localhost' || host.startsWith('127.')
}

function strangers(own: HttpAnswer): Remark {
  const isApache = /^Apache\b/i.test(valueOf(own, 'server') ?? '')
  return {
    concern: isApache ? 'remote-management' : 'allow-list',
    key: isApache ? 'ProxyRequests' : 'http_access src',
    stake: isApache ? 'takeover' : 'data',
    expected: 'the own clients alone are served',
    fix: isApache
      ? 'write ProxyRequests Off: ProxyPass does not need it'
      : 'allow the networks of the own clients, and end with http_access deny all',
  }
}

function ports(own: HttpAnswer, web: boolean, shell: boolean): readonly Observation[] {
  if (!web || /^Apache\b/i.test(valueOf(own, 'server') ?? '')) return []
  const remark: Remark = {
    concern: 'allow-list',
    key: 'http_access SSL_ports',
    stake: 'defence',
    expected: 'tunnels to port 443 alone',
    fix: 'write http_access deny CONNECT !SSL_ports behind http_access deny !Safe_ports',
  }
  return shell
    ? [seen(remark, 'unsafe', 'the proxy carries tunnels to port 22, and with them everything else', 'CONNECT to port 22 is let through')]
    : [seen(remark, 'safe', 'tunnels to port 22 are refused', 'refused')]
}
