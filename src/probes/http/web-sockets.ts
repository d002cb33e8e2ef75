import { createHash } from 'node:crypto'
import type { SocketQuestion } from '../../model/doors.ts'
import type { Learned } from '../../model/observed.ts'
import type { Observation, Remark } from '../../model/technology.ts'
import type { Header, HttpAnswer } from '../../wire/http/answer.ts'
import { textOf, valueOf } from '../../wire/http/answer.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { askPage, isAnswer, ownOrigin, tryPage } from './page.ts'
import { seen } from './remark.ts'

/** What became of one WebSocket. */
type Found =
  | { readonly state: 'open' | 'closed'; readonly path: string; readonly said: string }
  /** The product has no such path here. */
  | { readonly state: 'absent' }
  | { readonly state: 'unproven'; readonly why: string }

/**
 * Browsers let every page open a WebSocket to every server, with the cookies of the visitor: the server has to look at `Origin` (RFC 6455,
 * section 10.2). That a made-up origin is turned away counts where the server's own is let in. Nothing is sent over what was opened.
 */
export function webSockets(questions: readonly SocketQuestion[]): Probe {
  return {
    id: 'http/web-sockets',
    asks: `whether a page of a made-up origin may open a WebSocket: ${questions.map(({ path }) => path).join(', ')}`,
    connections: questions.length * 3,
    async ask(target, asking) {
      const found: (readonly [SocketQuestion, Found])[] = []
      for (const question of questions) found.push([question, await askSocket(question, target, asking)])
      return learned(found)
    },
  }
}

async function askSocket(question: SocketQuestion, target: Target, asking: Asking): Promise<Found> {
  const path = await pathOf(question, target, asking)
  if (typeof path !== 'string') return path
  const origin = ownOrigin(target, asking.transport.plaintext === 'served' ? 'plaintext' : 'tls')
  const own = await upgrade(question, path, origin, 'from its own origin', target, asking)
  const foreign = await upgrade(question, path, `https://ringwall-${asking.random(8)}.invalid`, 'from a made-up origin', target, asking)
  if (foreign === 'opened') return { state: 'open', path, said: 'a made-up origin opened it' }
  if (own !== 'opened') {
    if (own === 'status 404' && foreign === own) return { state: 'absent' }
    return { state: 'unproven', why: `${path}: whether origins are told apart is not known: its own is not let in either (${own})` }
  }
  if (/^status 4\d\d$/.test(foreign)) return { state: 'closed', path, said: foreign }
  return { state: 'unproven', why: `${path}: a made-up origin is answered with ${foreign}, which tells neither` }
}

/** `opened`: the server proves that it understood (section 4.2.2). Else what came in its place. */
async function upgrade({ protocol }: SocketQuestion, path: string, origin: string, shown: string, target: Target, asking: Asking): Promise<string> {
  const key = Buffer.from(asking.random(16), 'hex').toString('base64')
  const headers: readonly Header[] = [
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', key],
    ['Origin', origin],
    ...(protocol === undefined ? [] : ([['Sec-WebSocket-Protocol', protocol]] as const)),
  ]
  const answer = await tryPage(target, asking, { path, headers, shown: `a WebSocket ${shown}` })
  if (!isAnswer(answer)) return answer.whose === 'server' ? 'hanging up' : answer.detail
  const accepted = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return answer.status === 101 && valueOf(answer, 'sec-websocket-accept') === accepted ? 'opened' : `status ${answer.status}`
}

async function pathOf({ path, among }: SocketQuestion, target: Target, asking: Asking): Promise<string | Found> {
  if (among === undefined) return path
  const list = await askPage(target, asking, { path: among.path, headers: [['Accept', 'application/json']] })
  if ([404, 405, 410].includes(list.status)) return { state: 'absent' }
  if (list.status !== 200) return { state: 'unproven', why: `${path}: what there is to open is listed to nobody (${among.path}: ${list.status})` }
  const name = firstOf(list, among.member)
  return name === undefined ? { state: 'unproven', why: `${path}: there is nothing that could be opened` } : path.replace('*', () => name)
}

function firstOf(answer: HttpAnswer, member: string): string | undefined {
  try {
    const list = JSON.parse(textOf(answer)) as unknown
    const name: unknown = Array.isArray(list) ? (list[0] as Readonly<Record<string, unknown>> | undefined)?.[member] : undefined
    return typeof name === 'string' && /^[\w-]{1,100}$/.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

function learned(found: readonly (readonly [SocketQuestion, Found])[]): Learned {
  const there = found.filter(([, { state }]) => state !== 'absent')
  if (there.length === 0) return { said: 'no WebSocket stands here', unproven: ['none of the paths that were to be asked is there'] }
  const unproven = there.flatMap(([, each]) => (each.state === 'unproven' ? [each.why] : []))
  return {
    said: there.map(([{ opens, path }, { state }]) => `${opens} (${path}): ${words[state]}`).join('; '),
    observations: there.flatMap(([question, each]) => observation(question, each)),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

const words: Readonly<Record<Found['state'], string>> = {
  open: 'open to pages of every web site',
  closed: 'not open to a made-up origin',
  absent: 'not there',
  unproven: 'not proven',
}

function observation({ opens, path, stake = 'defence', key = 'WebSocket Origin' }: SocketQuestion, found: Found): readonly Observation[] {
  if (found.state !== 'open' && found.state !== 'closed') return []
  const remark: Remark = {
    concern: 'cross-origin',
    key,
    stake,
    expected: 'WebSockets are opened from pages of its own alone',
    fix: `let the server compare Origin with its own address where the WebSocket ${path} is opened`,
  }
  if (found.state === 'closed') return [seen(remark, 'safe', `${opens}: pages of other sites are turned away`, found.said)]
  return [seen(remark, 'unsafe', `every web site may open the WebSocket ${path} (${opens}), with the log-in of its visitor`, found.said)]
}
