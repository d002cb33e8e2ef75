import type { DoorLook } from '../../model/doors.ts'
import type { HttpAccount, HttpLogin } from '../../model/log-ins.ts'
import type { Header, HttpAnswer } from '../../wire/http/answer.ts'
import type { Cleared, Login, Target, TryLogin } from '../probe.ts'
import { looks, turnedAway } from './look.ts'
import { askPage, hostOf } from './page.ts'
import { sessionBy } from './session-login.ts'
import { signed } from './signature.ts'

/** Connections of one try at most: the door, the page of the log-in, the log-in, the door again. */
export const connectionsOfTry = 4

/**
 * Tries one account at the first log-in whose door stands there. The door must be shut without an account: only then does it tell anything
 * that it opens with one.
 */
export function httpTryLogin(logins: readonly HttpLogin[]): TryLogin {
  return async (target, asking, user, password) => {
    for (const login of logins) {
      const { door } = login
      const before = await askPage(target, asking, { path: door.path })
      if (looks(before, door.look)) return { unproven: `${door.path} is open without a log-in` }
      if (!isShut(before, login)) continue
      return tryOne(login, target, asking, user, password)
    }
    return { unproven: 'no door of the product stands here that a log-in opens' }
  }
}

async function tryOne(login: HttpLogin, target: Target, asking: Cleared, user: string, password: string): Promise<Login> {
  const { account, door } = login
  const way =
    account.by === 'json' || account.by === 'form'
      ? await sessionBy(account, target, asking, user, password)
      : saidWith(account, login, target, asking, user, password)
  if (way === 'refused' || 'unproven' in way) return way
  const answer = await askPage(target, asking, { path: door.path, headers: way.headers, shown: `${door.path} with an account` })
  if (looks(answer, door.look)) return 'accepted'
  if (!isShut(answer, login)) return { unproven: `with the account ${door.path} is answered with ${answer.status}` }
  // a page of log-in that comes once more, with a session of nobody, is its way to refuse
  return account.by === 'json' ? { unproven: 'the log-in is taken, and opens nothing' } : 'refused'
}

type Said = { readonly headers: readonly Header[] } | { readonly unproven: string }

/** With every question: nothing is asked before. */
function saidWith(account: HttpAccount, { door }: HttpLogin, target: Target, asking: Cleared, user: string, password: string): Said {
  if (account.by === 'basic') {
    // RFC 7617, section 2: a name has no colon
    if (user.includes(':')) return { unproven: 'the account cannot be said in Basic' }
    return { headers: [['Authorization', `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`]] }
  }
  if (account.by === 'signature') {
    const way = asking.transport.plaintext === 'served' ? 'plaintext' : 'tls'
    return { headers: signed({ path: door.path, host: hostOf(target, way), key: user, secret: password, now: asking.now() }) }
  }
  if (account.by !== 'header') return { unproven: 'it is not said with a question' }
  if (!/^[\x21-\x7e]+$/.test(password)) return { unproven: 'the value cannot be said in a header' }
  return { headers: [[account.header, `${account.prefix ?? ''}${password}`]] }
}

function isShut(answer: HttpAnswer, { shut = turnedAway }: HttpLogin): boolean {
  return shut.some((look: DoorLook) => looks(answer, look))
}

/** Whatever asks for Basic at its root, and no product is known: who is let in gets the page. */
export const basicAtRoot: HttpLogin = {
  account: { by: 'basic' },
  door: { path: '/', look: { status: [200, 204, 301, 302, 303, 307, 308] } },
  shut: [{ status: [401] }],
}
