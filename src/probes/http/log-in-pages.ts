import type { Probe } from '../probe.ts'
import { cookieObservations } from './cookies.ts'
import type { Shown } from './headers.ts'
import { headerObservations, isPage } from './headers.ts'
import { askPage } from './page.ts'

/** The pages on which people log in: most programs set their session cookie there and nowhere else. */
export function logInPages(paths: readonly string[]): Probe {
  return {
    id: 'http/log-in-pages',
    asks: `cookies and headers of the page on which people log in: ${paths.join(', ')}`,
    connections: paths.length,
    async ask(target, asking) {
      const shown: Shown[] = []
      for (const path of paths) {
        const answer = await askPage(target, asking, { path, headers: [['Accept', 'text/html']] })
        if (answer.status === 200 && isPage(answer)) shown.push({ where: path, answer })
      }
      if (shown.length === 0) return { said: 'no page of a log-in stands here', unproven: [`no page stands at ${paths.join(', ')}`] }
      const overTls = asking.transport.plaintext !== 'served'
      const cookies = cookieObservations(shown, overTls)
      const said = `${shown.map(({ where }) => where).join(' and ')}: ${cookies.length === 0 ? 'no cookie is set' : `${cookies.length} cookies are set`}`
      return { said, observations: [...headerObservations(shown, overTls), ...cookies] }
    },
  }
}
