import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { DoorQuestion } from '../src/model/doors.ts'
import type { Answer } from '../src/model/observed.ts'
import { doorProbe } from '../src/probes/http/doors.ts'
import { http } from '../src/probes/http/index.ts'
import { technologies } from '../src/registry/technologies.ts'
import type { Reply } from './door-stand-ins.ts'
import { standIns } from './door-stand-ins.ts'
import { asked } from './live/ask.ts'

let servers: Server[] = []

afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

const kinds = technologies.flatMap((each) => [each, ...(each.products ?? [])])

type Answers = (request: IncomingMessage) => Reply | undefined

async function ask(questions: readonly DoorQuestion[], answers: Answers): Promise<Answer> {
  const server = createServer((request, response) => {
    const { status = 200, headers = {}, body } = answers(request) ?? { status: 404, body: 'not found' }
    response.writeHead(status, { ...headers }).end(body)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const got = await asked({ ...http, overTls: false, probes: [] }, port, { more: [doorProbe('product', questions)] })
  return got.at(-1)!
}

const paths =
  (table: Readonly<Record<string, Reply>>): Answers =>
  ({ url = '' }) =>
    table[url.split('?')[0] ?? ''] ?? table['*']

describe('the doors of products', () => {
  it.each(standIns.map((each) => [each.technology, each] as const))('%s: a stand-in', async (technology, { open, closed, login }) => {
    const { questions = [] } = kinds.find(({ id }) => id === technology) ?? {}
    const [opened, shut] = [await ask(questions, paths(open)), await ask(questions, paths(closed))]
    expect(opened).toMatchObject({ outcome: 'answered', learned: { authentication: 'none' } })
    expect(shut).toMatchObject({ outcome: 'answered', learned: { authentication: login } })
    expect(opened.learned?.observations?.every(({ verdict }) => verdict === 'unsafe')).toBe(true)
    expect(shut.learned?.observations?.every(({ verdict }) => verdict === 'safe')).toBe(true)
  })

  it.each(kinds.filter(({ questions }) => questions !== undefined).map((each) => [each.id, each] as const))(
    '%s: somebody else stands there',
    async (_, each) => {
      const questions = each.questions ?? []
      for (const answers of [
        () => undefined,
        () => ({ body: '<html>everything is a page</html>' }),
        () => ({ body: '{}' }),
        () => ({ status: 403, body: '' }),
      ]) {
        const answer = await ask(questions, answers)
        expect(answer.outcome).toBe('unproven')
        expect(answer.learned?.authentication).toBe(undefined)
      }
    },
  )
})

describe('a door', () => {
  const door: DoorQuestion = {
    path: '/api/things',
    opens: 'things',
    open: { status: [200], json: '[]' },
    key: { header: 'X-Key' },
    login: 'token',
  }

  it('that opens to any key is open', async () => {
    const { learned } = await ask([door], ({ url, headers }) => {
      if (url !== '/api/things') return undefined
      return headers['x-key'] === undefined ? { status: 401, body: '' } : { body: '[]' }
    })
    expect(learned).toMatchObject({ said: 'things (/api/things): open to any key', authentication: 'none' })
  })

  it('is asked with nothing that was not made up', async () => {
    const answer = await ask([door], () => ({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: 'secret-of-the-server' }))
    expect(answer.learned?.authentication).toBe('token')
    expect(JSON.stringify(answer)).not.toContain('secret-of-the-server')
    expect(answer.transcript.map(({ text }) => text)).toEqual([
      'GET /api/things',
      'status 401, 4 headers',
      'GET /api/things with a made-up key',
      'status 401, 4 headers',
    ])
  })

  it('that breaks proves nothing', async () => {
    expect(await ask([door], () => ({ status: 500, body: '' }))).toMatchObject({
      outcome: 'unproven',
      why: '/api/things is answered with 500, which tells neither',
    })
  })
})
