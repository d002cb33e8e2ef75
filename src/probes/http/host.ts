import type { HttpAnswer } from '../../wire/http/answer.ts'
import { textOf, valuesOf } from '../../wire/http/answer.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { askPage, isAnswer, tryPage } from './page.ts'
import { seen } from './remark.ts'

/** Where a made-up name came back. */
export function echoIn(answer: HttpAnswer, name: string): 'redirect' | 'cookie' | 'page' | undefined {
  if (valuesOf(answer, 'location').some((value) => value.includes(name))) return 'redirect'
  if (valuesOf(answer, 'set-cookie').some((value) => value.includes(name))) return 'cookie'
  return textOf(answer).includes(name) ? 'page' : undefined
}

/** A program that believes `Host` makes its links of it: a password reset then leads to whoever wrote it. */
export const host: Probe = {
  id: 'http/host',
  asks: 'whether a made-up host name comes back in links, redirects and cookies',
  connections: 2,
  async ask(target: Target, asking: Asking) {
    const name = `ringwall-${asking.random(8)}.invalid`
    const usual = await askPage(target, asking, { path: '/' })
    const answer = await tryPage(target, asking, { path: '/', host: name, shown: '/ of a made-up host' })
    const remark = {
      concern: 'host-header' as const,
      key: 'Host',
      stake: 'defence' as const,
      expected: 'unknown host names are refused',
      fix: 'list the host names under which the application is known, and let a server of its own refuse all others',
    }
    if (!isAnswer(answer)) {
      if (answer.whose !== 'server') return { said: 'a made-up host was not asked', unproven: [answer.detail] }
      return { said: 'a made-up host is turned away', observations: [seen(remark, 'safe', 'a made-up host is turned away', answer.kind)] }
    }
    const echo = echoIn(answer, name)
    if (echo === undefined) {
      const refused = answer.status >= 400 && usual.status < 400
      const said = refused ? `a made-up host is refused with ${answer.status}` : 'a made-up host is answered, and its name does not come back'
      return { said, observations: [seen(remark, 'safe', said, `status ${answer.status}`)] }
    }
    const message = `a made-up host name comes back in ${words[echo]}: the caller decides where it leads`
    return {
      said: message,
      observations: [seen(echo === 'redirect' ? { ...remark, stake: 'hygiene' } : remark, 'unsafe', message, `in ${words[echo]}`)],
    }
  },
}

export const words = { redirect: 'a redirect', cookie: 'a cookie', page: 'the page' } as const
