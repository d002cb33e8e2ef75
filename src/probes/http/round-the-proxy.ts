import type { Dial } from '../../wire/dial.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import { textOf, typeOf, valuesOf } from '../../wire/http/answer.ts'
import { openConversation } from '../../wire/open.ts'
import { askHttp } from '../../wire/http/ask.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { askPage, hostOf, madeUpPath } from './page.ts'
import { seen } from './remark.ts'

interface Proxy {
  readonly id: string
  readonly dial: Dial
  readonly host: string
  readonly port: number
  readonly over: 'plaintext' | 'tls'
}

/** Whether the application that a proxy guards answers on its own port as well: the same first page on both ways, and another page elsewhere. */
export function roundTheProxy(proxy: Proxy): Probe {
  return {
    id: 'http/round-the-proxy',
    asks: `whether the page behind ${proxy.id} is answered here too`,
    connections: 3,
    async ask(target, asking) {
      const direct = await askPage(target, asking, { path: '/' })
      const elsewhere = await askPage(target, asking, { path: madeUpPath(asking.random), shown: '/(made up)' })
      const behind = await throughProxy(proxy, target, asking)
      const remark = {
        concern: 'proxy-trust' as const,
        key: 'direct reach',
        stake: 'defence' as const,
        expected: `requests come through ${proxy.id} alone`,
        fix: 'publish the proxy alone: bind the port of the application to loopback, or to the network that it shares with the proxy',
      }
      if (likeness(direct) === likeness(elsewhere))
        return { said: 'every path is answered alike', unproven: ['a page that tells the application from another is not there'] }
      if (likeness(direct) === likeness(behind)) {
        const message = `the application behind ${proxy.id} answers here as well: whatever the proxy checks, callers walk round it`
        return { said: message, observations: [seen(remark, 'unsafe', message, 'the same page')] }
      }
      const said = `${proxy.id} answers / otherwise (status ${behind.status}, here ${direct.status})`
      return { said, unproven: ['whether it is the same application is not known: the first pages differ'] }
    },
  }
}

async function throughProxy({ dial, host, port, over }: Proxy, target: Target, asking: Asking): Promise<HttpAnswer> {
  const { signal, timeout, transcript } = asking
  const talk = await openConversation({ dial, host, port, over, signal, timeout, transcript })
  transcript.push({ direction: 'sent', text: 'GET / through the proxy', bytes: 0 })
  const name = target.serverName === undefined ? { host, port } : { host, port, serverName: target.serverName }
  const answer = await askHttp(talk.detach(), { path: '/', host: hostOf(name, over) }, { signal, timeout })
  transcript.push({ direction: 'received', text: `status ${answer.status}, ${answer.headers.length} headers`, bytes: answer.body.length })
  return answer
}

/** What stays the same of a page from one request to the next: its title or, without one, its text; and the cookies that come with it. */
function likeness(answer: HttpAnswer): string {
  const text = textOf(answer)
  const title = /<title>([^<]{3,200})<\/title>/i.exec(text)?.[1]?.trim()
  const cookies = valuesOf(answer, 'set-cookie').map((value) => value.split('=')[0]?.trim() ?? '')
  return JSON.stringify([answer.status, typeOf(answer), title ?? text, cookies.toSorted((a, b) => (a < b ? -1 : 1))])
}
