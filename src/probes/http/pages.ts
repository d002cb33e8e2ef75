import type { HttpAnswer } from '../../wire/http/answer.ts'
import { valueOf } from '../../wire/http/answer.ts'
import type { Probe, Target } from '../probe.ts'
import { cookieObservations } from './cookies.ts'
import type { Shown } from './headers.ts'
import { headerObservations, isPage } from './headers.ts'
import { leakObservations } from './leaks.ts'
import { askPage, isAnswer, madeUpPath, ownOrigin, tryPage } from './page.ts'

/** What every visitor gets: the first page and error pages, with their headers and cookies. */
export const pages: Probe = {
  id: 'http/pages',
  asks: 'headers, cookies and error pages of / and of paths that are not there',
  connections: 4,
  async ask(target, asking) {
    const overTls = asking.transport.plaintext !== 'served'
    const root = await askPage(target, asking, { path: '/' })
    const shown: Shown[] = [{ where: '/', answer: root }]
    const next = nextOf(root, target, overTls)
    const made = madeUpPath(asking.random)
    for (const [where, path, name] of [
      ...(next === undefined ? [] : [['the page that / leads to', next, '(where / leads to)'] as const]),
      ['a page that is not there', made, '/(made up)'] as const,
      // not UTF-8, and no file of anybody: applications stumble over it more often than over a missing page
      ['an address that cannot be read', `${made}%ff`, '/(made up)%ff'] as const,
    ]) {
      const answer = await tryPage(target, asking, { path, shown: name })
      if (isAnswer(answer)) shown.push({ where, answer })
    }
    const observations = [...headerObservations(shown, overTls), ...cookieObservations(shown, overTls), ...leakObservations(shown)]
    const isForBrowsers = shown.some(({ answer }) => answer.status < 400 && isPage(answer))
    return {
      said: `${isForBrowsers ? 'pages for browsers' : 'no page for browsers'}: ${shown.map(({ where, answer }) => `${where} is answered with ${answer.status}`).join(', ')}`,
      observations,
      ...(isForBrowsers ? {} : { unproven: ['headers that browsers heed in pages were not judged: none was sent'] }),
    }
  },
}

/** The path that a redirect leads to, on this server alone. */
function nextOf(answer: HttpAnswer, target: Target, overTls: boolean): string | undefined {
  const location = redirectOf(answer)
  if (location === undefined) return undefined
  const here = ownOrigin(target, overTls ? 'tls' : 'plaintext')
  const url = URL.canParse(location, here) ? new URL(location, here) : undefined
  if (url === undefined || url.origin !== new URL(here).origin || url.pathname.length > 2000) return undefined
  return `${url.pathname}${url.search}`
}

/** Where an answer sends its client. */
export function redirectOf(answer: HttpAnswer): string | undefined {
  return [301, 302, 303, 307, 308].includes(answer.status) ? valueOf(answer, 'location') : undefined
}
