import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Answer } from '../src/model/observed.ts'
import type { Target } from '../src/probes/probe.ts'
import { accountProbe } from '../src/probes/http/behind-login.ts'
import { http } from '../src/probes/http/index.ts'
import { technologies } from '../src/registry/technologies.ts'
import { dialHere } from '../src/wire/dial.ts'
import { thisMachine } from '../src/wire/vantage.ts'
import type { AccountStandIn } from './account-stand-ins.ts'
import { accountStandIns } from './account-stand-ins.ts'
import type { Reply } from './door-stand-ins.ts'
import { asked } from './live/ask.ts'

const password = 'a password, of this test'
const token = 'token-of-this.test-0123456789'
let servers: Server[] = []

afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

type Answers = (request: IncomingMessage, body: string) => Reply | undefined

async function ask(technology: string, answers: Answers, target: Partial<Target> = {}): Promise<Answer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status = 200, headers = {}, body } = answers(request, Buffer.concat(chunks).toString()) ?? { status: 404, body: 'not found' }
      response.writeHead(status, { ...headers }).end(body)
    })
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const questions = technologies.find(({ id }) => id === technology)?.accountQuestions ?? []
  const login = { user: 'reader', password }
  const got = await asked({ ...http, overTls: false, probes: [] }, port, {
    more: [accountProbe(technology, questions)],
    target: { login, users: ['app'], ...target },
    // an address of nobody, that leads here: so what holds for other machines holds
    vantage: { ...thisMachine, dial: (_host, at, options) => dialHere('127.0.0.1', at, options) },
  })
  const written = JSON.stringify(got)
  for (const secret of [password, token, Buffer.from(`reader:${password}`).toString('base64')]) expect(written).not.toContain(secret)
  return got.at(-1)!
}

/** The page of a stand-in: by path, or by what the query asks for. */
function pageOf(pages: Readonly<Record<string, Reply>>, url: string): Reply | undefined {
  const query = decodeURIComponent(url)
  return pages[url.split('?')[0] ?? ''] ?? Object.entries(pages).find(([name]) => !name.startsWith('/') && query.includes(name))?.[1]
}

/** A server that lets the account in with its own password alone, unless every password does. */
function guarded({ token: given, hardened, weak }: AccountStandIn, isWeak: boolean, anyPassword = false): Answers {
  const pages = isWeak ? { ...hardened, ...weak } : hardened
  return ({ url = '', method, headers: { authorization } }, body) => {
    const isRight = body.includes(password) || anyPassword
    if (given !== undefined && method === 'POST' && url === given.path)
      return isRight
        ? { status: given.status, body: JSON.stringify({ [given.member]: token }) }
        : { status: 401, body: JSON.stringify({ detail: 'Invalid credentials' }) }
    const expected = given === undefined ? `Basic ${Buffer.from(`reader:${password}`).toString('base64')}` : `Bearer ${token}`
    if (authorization !== expected && !(anyPassword && authorization !== undefined)) return { status: 401, body: '{}' }
    return method === 'GET' ? pageOf(pages, url) : undefined
  }
}

const told = ({ learned }: Answer): readonly string[] =>
  (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)

describe.each(accountStandIns.map((each) => [each.name, each] as const))('%s behind a log-in, by a stand-in', (_, each) => {
  it.each(['hardened', 'weak'] as const)('is read: %s', async (state) => {
    const answer = await ask(each.technology, guarded(each, state === 'weak'))
    expect(told(answer)).toEqual(each.expected[state])
    expect(answer).toMatchObject({ outcome: 'answered', learned: { version: each.version } })
  })

  it('proves nothing where a made-up password is taken too', async () => {
    const answer = await ask(each.technology, guarded(each, false, true))
    expect(answer).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('a made-up password is taken as well') })
  })

  it('says that the account is refused', async () => {
    const answer = await ask(each.technology, guarded(each, false), { login: { user: 'reader', password: 'wrong' } })
    expect(answer).toMatchObject({ outcome: 'unproven', learned: { said: 'no interface lets the account in that was named' } })
  })

  it('proves nothing of somebody else, and says no password in clear beyond the machine', async () => {
    let asks = 0
    const answers: Answers = () => {
      asks++
      return { body: '{"dags":[],"data":[],"login":"x","name":"x"}' }
    }
    const answer = await ask(each.technology, answers)
    expect(answer.outcome).toBe('unproven')
    expect(asks).toBeGreaterThan(0)
    let heard = ''
    const listening: Answers = ({ headers: { authorization = '' } }, body) => {
      heard += authorization + body
      return undefined
    }
    const far = await ask(each.technology, listening, { host: '192.0.2.7' })
    expect(far).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('the password would go in clear') })
    expect(heard).toBe('')
  })

  it('names the right that the account misses', async () => {
    const whole = guarded(each, true)
    const answers: Answers = (request, body) => {
      const reply = whole(request, body)
      return /users|serviceaccounts|role|settings|grants|config/.test(decodeURIComponent(request.url ?? '')) && reply?.status === 200
        ? { status: 403, body: '{"detail":"Forbidden"}' }
        : reply
    }
    const answer = await ask(each.technology, answers)
    expect(told(answer)).toEqual([])
    expect(answer.outcome).toBe('unproven')
    expect(answer.learned?.unproven).toEqual(expect.arrayContaining([expect.stringContaining('the account may not read them (it takes ')]))
  })
})

it('takes the account of a client itself for proof: it is turned away from users and roles, or not', async () => {
  const airflow = accountStandIns[0]!
  const client = { users: ['reader'] }
  expect(told(await ask('airflow', guarded(airflow, false), client))[0]).toBe('roles unsafe: reader: reads users')
  const answers: Answers = (request, body) =>
    /users|roles/.test(request.url ?? '') ? { status: 403, body: '{}' } : guarded(airflow, false)(request, body)
  expect(told(await ask('airflow', answers, client))[0]).toBe('roles safe: none')
})
