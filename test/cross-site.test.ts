import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { crossSite } from '../src/probes/http/cross-site.ts'
import { http } from '../src/probes/http/index.ts'
import { grafana } from '../src/technologies/grafana/index.ts'
import { asked } from './live/ask.ts'

let server: Server | undefined

afterEach(() => server?.close())

type Answers = (request: IncomingMessage) => readonly [status: number, body: string]

const bad = [400, '{"message":"bad login data"}'] as const
const own = ({ headers }: IncomingMessage): boolean => headers.origin === `http://${headers.host ?? ''}`

/** Stand-ins for Grafana, as its source tells (pkg/middleware/csrf, 8.3 to 12), and for others in its place. */
it.each<[string, Answers, Readonly<Record<string, unknown>>]>([
  [
    'Grafana 12',
    (request) => (own(request) ? bad : [403, 'origin not allowed']),
    { outcome: 'answered', learned: { observations: [{ verdict: 'safe' }] } },
  ],
  [
    'one that looks at no origin',
    ({ url }) => (url === '/login' ? bad : [404, '']),
    { outcome: 'answered', learned: { observations: [{ verdict: 'unsafe', key: 'csrf_trusted_origins' }] } },
  ],
  ['one that says the same of everything', () => bad, { outcome: 'unproven', why: 'a made-up path is answered as /login is' }],
  ['one that turns everybody away', () => [403, 'bad login data'], { outcome: 'unproven' }],
  ['one that breaks', (request) => (own(request) ? bad : [500, '']), { outcome: 'unproven' }],
])('of a page of another site thinks %s', async (_, answers, expected) => {
  const sent: string[] = []
  server = createServer((request, response) => {
    if (request.method === 'POST') sent.push(`${request.headers['sec-fetch-site']?.toString() ?? ''} ${request.headers.cookie ?? ''}`)
    const [status, body] = answers(request)
    request.resume().on('end', () => response.writeHead(status).end(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const answer = (await asked({ ...http, overTls: false, probes: [] }, port, { more: [crossSite(grafana.surface?.changes ?? [])] })).at(-1)
  expect(answer).toMatchObject(expected)
  expect(sent[0]).toBe('same-origin grafana_session=ringwall')
  expect(sent.slice(1).every((each) => each === 'cross-site grafana_session=ringwall')).toBe(true)
})
