import type { AccountAnswer, AccountQuestion, AccountQuestions } from '../../model/account-questions.ts'
import type { Learned } from '../../model/observed.ts'
import type { Header, HttpAnswer } from '../../wire/http/answer.ts'
import { textOf } from '../../wire/http/answer.ts'
import { askHttp } from '../../wire/http/ask.ts'
import { memberOf } from '../../protocols/json.ts'
import { openForLogin } from '../login.ts'
import type { Account, Asking, Probe, Target } from '../probe.ts'
import { hostOf } from './page.ts'

/** Bytes of one answer: lists of accounts are longer than pages. */
const longest = 1 << 20

/** What a product tells the account that the user named. Each of its interfaces is tried until one is there. */
export function accountProbe(product: string, interfaces: readonly AccountQuestions[]): Probe {
  return {
    id: `${product}/behind-login`,
    asks: `behind the log-in that was named: ${[...new Set(interfaces.flatMap(({ questions }) => questions.map(({ about }) => about)))].join(', ')}; it only reads`,
    connections: Math.max(...interfaces.map(({ questions }) => questions.length)) + interfaces.length * 4,
    applies: ({ login }) => login !== undefined,
    ask: (target, asking) => ask(interfaces, target, asking),
  }
}

async function ask(interfaces: readonly AccountQuestions[], target: Target, asking: Asking): Promise<Learned> {
  const { login } = target
  if (login === undefined) return { said: 'no account was named' }
  const unproven: string[] = []
  for (const each of interfaces) {
    const entered = await enter(each, login, target, asking)
    if (typeof entered === 'object' && 'unsaid' in entered) return { said: 'the account that was named was not used', unproven: [entered.unsaid] }
    if (typeof entered === 'object' && 'headers' in entered) return askAs(each, entered.headers, login, target, asking)
    unproven.push(`${each.name}: ${entered}`)
  }
  return { said: 'no interface lets the account in that was named', unproven }
}

type Entered = { readonly headers: readonly Header[] } | { readonly unsaid: string } | string

/** In with the password, and not with a made-up one: otherwise nothing was proven of who asks. */
async function enter(each: AccountQuestions, login: Account, target: Target, asking: Asking): Promise<Entered> {
  const right = await headersFor(each, login.user, login.password, target, asking, 'the account that was named')
  if ('unsaid' in right || 'refused' in right) return 'unsaid' in right ? right : right.refused
  const shown = `${each.proof.path} as the account that was named`
  const page = await fetch(target, asking, { path: each.proof.path, headers: right.headers, shown })
  if (typeof page === 'string') return { unsaid: page }
  if (page.status !== 200 || jsonOf(page, each.proof) === undefined) return `${each.proof.about} is answered with ${page.status}`
  const wrong = await headersFor(each, login.user, asking.random(16), target, asking, 'the same account with a made-up password')
  if ('unsaid' in wrong) return wrong
  if ('refused' in wrong) return right
  const control = await fetch(target, asking, { path: each.proof.path, headers: wrong.headers, shown: `${each.proof.path} with a made-up password` })
  if (typeof control === 'string') return { unsaid: control }
  return control.status === 200 ? 'a made-up password is taken as well: whom it answers is not known' : right
}

async function headersFor(
  { way }: AccountQuestions,
  user: string,
  password: string,
  target: Target,
  asking: Asking,
  shown: string,
): Promise<{ readonly headers: readonly Header[] } | { readonly unsaid: string } | { readonly refused: string }> {
  if (way.kind === 'basic') {
    const pair = Buffer.from(`${user}:${password}`, 'utf8').toString('base64')
    return { headers: [['Authorization', `Basic ${pair}`]] }
  }
  const body = JSON.stringify({ username: user, password })
  const page = await fetch(target, asking, {
    method: 'POST',
    path: way.path,
    body,
    headers: [['Content-Type', 'application/json']],
    shown: `${way.path} for ${shown}`,
  })
  if (typeof page === 'string') return { unsaid: page }
  const token = page.status === 200 || page.status === 201 ? memberOf(parsed(page), way.member) : undefined
  // a token with a line break would be a header of the server's making
  if (typeof token !== 'string' || !/^[\w.~+/=-]{8,8192}$/.test(token)) return { refused: `no token comes (${page.status})` }
  return { headers: [['Authorization', `Bearer ${token}`]] }
}

async function askAs(
  { name, questions, judge, version }: AccountQuestions,
  headers: readonly Header[],
  { user }: Account,
  target: Target,
  asking: Asking,
): Promise<Learned> {
  const answers = new Map<string, AccountAnswer>()
  const unproven: string[] = []
  for (const question of questions) {
    const page = await fetch(target, asking, { path: question.path, headers, shown: `${question.path} as the account that was named` })
    if (typeof page === 'string') return { said: 'the account that was named was not used', unproven: [page] }
    const value = page.status === 200 ? jsonOf(page, question) : undefined
    if (value !== undefined) answers.set(question.path, { kind: 'json', value })
    else if (page.status === 401 || page.status === 403) {
      answers.set(question.path, { kind: 'refused', text: textOf(page).slice(0, 2000) })
      unproven.push(`${question.about}: the account may not read them (it takes ${question.grant})`)
    } else unproven.push(`${question.about}: ${page.status === 200 ? 'not what the product answers' : `answered with ${page.status}`}`)
  }
  const told = version?.(answers)
  return {
    said: `${name} was read as the account that was named`,
    observations: judge(answers, { login: user, users: target.users }),
    ...(told !== undefined && /^[\w.+-]{1,40}$/.test(told) ? { version: told } : {}),
    ...(unproven.length === 0 ? {} : { unproven }),
  }
}

interface Fetch {
  readonly method?: 'POST'
  readonly path: string
  readonly headers: readonly Header[]
  readonly body?: string
  readonly shown: string
}

/** One request where the password may be said, or why it may not. What was sent stands in the transcript without it. */
async function fetch(target: Target, asking: Asking, { shown, ...request }: Fetch): Promise<HttpAnswer | string> {
  const safe = await openForLogin(target, asking)
  if (typeof safe === 'string') return safe
  const { signal, timeout, transcript } = asking
  const headers: readonly Header[] = [['Accept', 'application/json'], ...request.headers]
  transcript.push({ direction: 'sent', text: `${request.method ?? 'GET'} ${shown}`, bytes: 0 })
  const answer = await askHttp(safe.talk.detach(), { host: hostOf(target, safe.over), ...request, headers }, { signal, timeout, body: longest })
  transcript.push({ direction: 'received', text: `status ${answer.status}`, bytes: answer.body.length })
  return answer
}

/** The JSON of an answer that has what the product's has. */
function jsonOf(page: HttpAnswer, { members }: Pick<AccountQuestion, 'members'>): unknown {
  const value = page.whole ? parsed(page) : undefined
  const first = Array.isArray(value) ? (value[0] as unknown) : value
  if (Array.isArray(value) && value.length === 0) return value
  return members.every((name) => memberOf(first, name) !== undefined) ? value : undefined
}

function parsed(page: HttpAnswer): unknown {
  try {
    return JSON.parse(textOf(page)) as unknown
  } catch {
    return undefined
  }
}
