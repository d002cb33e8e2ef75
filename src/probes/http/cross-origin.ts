import type { Remark } from '../../model/technology.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import { valueOf } from '../../wire/http/answer.ts'
import type { Probe } from '../probe.ts'
import { askPage } from './page.ts'
import { seen } from './remark.ts'

const origins: Remark = {
  concern: 'cross-origin',
  key: 'Access-Control-Allow-Origin',
  stake: 'data',
  expected: 'named origins, or none',
  fix: 'allow only the origins that you own, by name',
}

/** What a foreign origin is told (Fetch standard, CORS protocol): may its pages read answers, with the login of their visitors? */
export const crossOrigin: Probe = {
  id: 'http/cross-origin',
  asks: 'whether a made-up origin, and the origin null, may read answers',
  connections: 3,
  async ask(target, asking) {
    const origin = `https://ringwall-${asking.random(8)}.invalid`
    const answers = [
      await askPage(target, asking, { path: '/', headers: [['Origin', origin]], shown: '/ from a made-up origin' }),
      await askPage(target, asking, {
        method: 'OPTIONS',
        path: '/',
        headers: [
          ['Origin', origin],
          ['Access-Control-Request-Method', 'PUT'],
          ['Access-Control-Request-Headers', 'authorization'],
        ],
        shown: '/ before a PUT from a made-up origin',
      }),
    ]
    if (answers.some((answer) => allowedTo(answer) === origin)) {
      const withLogin = answers.some((answer) => allowedTo(answer) === origin && withCredentials(answer))
      const message = withLogin
        ? 'every web site may read answers with the login of its visitor'
        : 'the caller names the origin that may read the answers'
      return { said: message, observations: [seen(withLogin ? origins : { ...origins, stake: 'defence' }, 'unsafe', message, 'any origin')] }
    }
    const none = await askPage(target, asking, { path: '/', headers: [['Origin', 'null']], shown: '/ from the origin null' })
    if (allowedTo(none) === 'null') {
      // sandboxed frames and files have it: any site can make one
      const message = 'the origin null may read answers: every web site can take that name in a sandboxed frame'
      const stake = withCredentials(none) ? 'data' : 'defence'
      return { said: message, observations: [seen({ ...origins, stake }, 'unsafe', message, 'null')] }
    }
    if (answers.some((answer) => allowedTo(answer) === '*')) {
      const message = 'every web site may read the answers'
      return { said: message, observations: [seen({ ...origins, stake: 'hygiene' }, 'unsafe', message, '*')] }
    }
    // of / alone: what files say of other paths stands
    return { said: 'a made-up origin may not read /' }
  },
}

function allowedTo(answer: HttpAnswer): string | undefined {
  return valueOf(answer, 'access-control-allow-origin')?.trim()
}

function withCredentials(answer: HttpAnswer): boolean {
  return valueOf(answer, 'access-control-allow-credentials')?.trim() === 'true'
}
