import type { ChangeQuestion } from '../../model/doors.ts'
import type { Learned } from '../../model/observed.ts'
import type { Observation, Remark } from '../../model/technology.ts'
import type { Header, HttpAnswer } from '../../wire/http/answer.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { looks } from './look.ts'
import { askPage, madeUpPath, ownOrigin } from './page.ts'
import { seen } from './remark.ts'

type Found = 'open' | { readonly status: number } | { readonly unproven: string }

/**
 * Requests that would change something if they were sound, and never are: who may ask is told that, and a page of another site is turned
 * away before. That it is counts where the same request of the server's own page comes through.
 */
export function crossSite(questions: readonly ChangeQuestion[]): Probe {
  return {
    id: 'http/cross-site',
    asks: `whether a page of a made-up site may send requests that change something: ${questions.map(({ path }) => path).join(', ')}, with a body that is not sound`,
    connections: questions.length * 3,
    async ask(target, asking) {
      const found: (readonly [ChangeQuestion, Found])[] = []
      for (const question of questions) found.push([question, await askChange(question, target, asking)])
      return learned(found)
    },
  }
}

async function askChange(question: ChangeQuestion, target: Target, asking: Asking): Promise<Found> {
  const { path, accepted, own: ownHeaders = [] } = question
  const origin = ownOrigin(target, asking.transport.plaintext === 'served' ? 'plaintext' : 'tls')
  const own = await post(question, path, `${path} from its own page`, [
    ...site(origin, 'same-origin'),
    ['Content-Type', 'application/json'],
    ...ownHeaders,
  ])
  if (!looks(own, accepted))
    return { unproven: `${path}: whether origins are told apart is not known: its own page does not come through either (status ${own.status})` }
  // what a page can send everywhere without asking first: a form's method and a type of text (Fetch standard, "CORS-safelisted")
  const foreign = [...site(`https://ringwall-${asking.random(8)}.invalid`, 'cross-site'), ['Content-Type', 'text/plain'] as const]
  const answer = await post(question, path, `${path} from a page of a made-up site`, foreign)
  if (looks(answer, accepted)) {
    const control = await post(question, madeUpPath(asking.random), '(made up) from a page of a made-up site', foreign)
    return looks(control, accepted) ? { unproven: `a made-up path is answered as ${path} is` } : 'open'
  }
  if (answer.status >= 400 && answer.status < 500) return { status: answer.status }
  return { unproven: `${path}: a page of a made-up site is answered with ${answer.status}, which tells neither` }

  function post({ body, headers = [] }: ChangeQuestion, to: string, shown: string, more: readonly Header[]): Promise<HttpAnswer> {
    return askPage(target, asking, { method: 'POST', path: to, body, shown, headers: [...headers, ...more] })
  }
}

function site(origin: string, from: 'same-origin' | 'cross-site'): readonly Header[] {
  return [
    ['Origin', origin],
    ['Sec-Fetch-Site', from],
  ]
}

function learned(found: readonly (readonly [ChangeQuestion, Found])[]): Learned {
  const unproven = found.flatMap(([, each]) => (typeof each === 'object' && 'unproven' in each ? [each.unproven] : []))
  return {
    said: found.map(([{ changes }, each]) => `${changes}: ${wordsOf(each)}`).join('; '),
    observations: found.flatMap(([question, each]) => observation(question, each)),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

function wordsOf(found: Found): string {
  if (found === 'open') return 'taken from pages of every web site'
  return 'status' in found ? `refused to pages of other sites (${found.status})` : 'not proven'
}

function observation({ changes, path, stake, key }: ChangeQuestion, found: Found): readonly Observation[] {
  if (found !== 'open' && 'unproven' in found) return []
  const remark: Remark = {
    concern: 'cross-origin',
    key,
    stake,
    expected: 'requests that change something come from pages of its own alone',
    fix: `leave the check of origins and of tokens against forged requests on (${key})`,
  }
  if (found === 'open')
    return [seen(remark, 'unsafe', `every web site may send requests in the name of its visitor (${path}: ${changes})`, 'taken from a made-up site')]
  return [seen(remark, 'safe', `${changes}: pages of other sites are turned away`, `status ${found.status}`)]
}
