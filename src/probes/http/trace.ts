import { textOf, valueOf } from '../../wire/http/answer.ts'
import type { Probe } from '../probe.ts'
import { askPage } from './page.ts'
import { seen } from './remark.ts'

/** TRACE sends a request back (RFC 9110, section 9.3.8): a made-up header in it tells an answer to TRACE from any other page. */
export const trace: Probe = {
  id: 'http/trace',
  asks: 'whether TRACE sends a made-up header back',
  connections: 1,
  async ask(target, asking) {
    const marker = asking.random(8)
    const answer = await askPage(target, asking, { method: 'TRACE', path: '/', headers: [['X-Ringwall', marker]] })
    const isApache = /^Apache\b/i.test(valueOf(answer, 'server') ?? '')
    const remark = {
      concern: 'remote-management' as const,
      key: isApache ? 'TraceEnable' : 'TRACE',
      stake: 'hygiene' as const,
      expected: 'TRACE is refused',
      fix: isApache ? 'write TraceEnable Off' : 'refuse the method TRACE',
    }
    const echoed = answer.status === 200 && textOf(answer).includes(marker)
    if (echoed)
      return {
        said: 'TRACE sends requests back',
        observations: [seen(remark, 'unsafe', 'TRACE sends a request back with all its headers', 'a made-up header came back')],
      }
    const said = `TRACE is answered with ${answer.status}, and the made-up header does not come back`
    return { said, observations: [seen(remark, 'safe', said, `status ${answer.status}`)] }
  },
}
