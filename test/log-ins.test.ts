import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { productOf } from '../src/experiments/credentials/candidates.ts'
import type { Answer } from '../src/model/observed.ts'
import { signed } from '../src/probes/http/signature.ts'
import { technologies } from '../src/registry/technologies.ts'
import type { Good, LogInStandIn } from './log-in-stand-ins.ts'
import { logInStandIns } from './log-in-stand-ins.ts'
import { came, ofFiles, triedOverHttp, triesOf } from './live/credentials.ts'

let servers: Server[] = []

afterEach(() => {
  for (const server of servers) server.close()
  servers = []
})

async function listening(answer: LogInStandIn['answer'], good: Good): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status = 200, headers = {}, body } = answer(request, Buffer.concat(chunks).toString('utf8'), good)
      response.writeHead(status, { ...headers }).end(body)
    })
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

const publishedOf = ({ technology, product }: Pick<LogInStandIn, 'technology' | 'product'>): readonly (readonly [string, string])[] =>
  (
    productOf(
      technologies.find(({ id }) => id === technology),
      product,
    )?.published ?? []
  )
    .filter(({ at }) => at === undefined)
    .map(({ user, password }) => [user, password] as const)

const own = 'a-password-of-this-test'

describe('log-ins of products', () => {
  const named = logInStandIns.map((each) => [each.product ?? each.technology, each] as const)

  async function tried(each: LogInStandIn, good: Good, files: Parameters<typeof triedOverHttp>[3] = []): Promise<Answer> {
    return triedOverHttp(each.technology, each.product, await listening(each.answer, good), files)
  }

  it.each(named)('%s: the published one gets in', async (_, each) => {
    const [last] = publishedOf(each).toReversed()
    expect(last).toBeDefined()
    expect(came(await tried(each, (user, password) => user === last![0] && password === last![1]))).toEqual(['unsafe published log-ins'])
  })

  it.each(named)('%s: it is refused, and another gets in', async (_, each) => {
    const user = publishedOf(each)[0]![0] === '' ? '' : 'somebody@example.org'
    const answer = await tried(each, (name, password) => name === user && password === own, [ofFiles(user, own)])
    expect(came(answer)).toEqual(['safe published log-ins'])
  })

  it.each(named)('%s: anybody gets in', async (_, each) => {
    const answer = await tried(each, () => true)
    expect(came(answer)).toEqual(['none'])
    expect(triesOf(answer)).toBe(1)
  })

  it.each(named)('%s: all are refused, or something else stands there', async (_, each) => {
    expect(await tried(each, () => false)).toMatchObject({ outcome: 'unproven' })
    for (const reply of [{ body: 'a page for everybody' }, { status: 404, body: '' }, { status: 500, body: '' }, { body: '{}' }])
      expect(await tried({ ...each, answer: () => reply }, () => true)).toMatchObject({ outcome: 'unproven' })
  })

  it('tells a bucket store, whose secret is never said', async () => {
    const texts: string[] = []
    const answer =
      (secret: string): LogInStandIn['answer'] =>
      ({ headers }) => {
        texts.push(JSON.stringify(headers))
        const error = (code: string) => ({ status: 403, body: `<Error><Code>${code}</Code></Error>` })
        const key = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1]
        if (key === undefined) return error('AccessDenied')
        if (key !== 'minioadmin') return error('InvalidAccessKeyId')
        const given = String(headers['x-amz-date'])
        const now = Date.parse(given.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'))
        const right = signed({ path: '/', host: headers.host ?? '', key, secret, now }).at(-1)?.[1]
        return headers.authorization === right ? { body: '<ListAllMyBucketsResult/>' } : error('SignatureDoesNotMatch')
      }
    expect(came(await triedOverHttp('minio', undefined, await listening(answer('minioadmin'), () => true)))).toEqual(['unsafe published log-ins'])
    const port = await listening(answer(own), () => true)
    expect(came(await triedOverHttp('minio', undefined, port, [ofFiles('minioadmin', own)]))).toEqual(['safe published log-ins'])
    expect(texts.join('')).not.toContain(own)
  })

  it('has a stand-in here or a real server for all that are known over HTTP', () => {
    const real = new Set(['jupyter', 'rabbitmq', 'minio'])
    // nothing is published for these: what the files hold is tried
    const without = new Set(['clickhouse', 'Consul'])
    const there = new Set(logInStandIns.map(({ technology, product }) => product ?? technology))
    const known = technologies.flatMap(({ id, logIns = [] }) => logIns.flatMap(({ http, product }) => (http === undefined ? [] : [product ?? id])))
    expect(known.filter((each) => !there.has(each) && !real.has(each) && !without.has(each))).toEqual([])
  })
})
