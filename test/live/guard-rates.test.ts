import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mainFile, renderHaproxy } from '../../src/guard/render/haproxy/index.ts'
import { renderNginx } from '../../src/guard/render/nginx/index.ts'
import { rates } from '../../src/guard/serve/rate.ts'
import { knowledgeOf, people, reference } from '../guard/knowledge.ts'
import type { Given, Heard, Running } from '../guard/running.ts'
import { running, send, writeAll } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

/** The addresses of loopback are one; the test says which one it is to be. */
const engines: Readonly<Record<'nginx' | 'haproxy', Given['engine']>> = {
  nginx: (inside, document, folder) => {
    const file = join(folder, 'nginx.conf')
    writeAll(
      folder,
      renderNginx(document, () => 'native'),
    )
    const realIp = 'set_real_ip_from 127.0.0.1;\n    real_ip_header X-Test-Address;\n'
    writeFileSync(file, readFileSync(file, 'utf8').replace('http {\n', `http {\n    ${realIp}`))
    inside.run(programs.nginx ?? '', ['-t', '-c', file])
    inside.start(programs.nginx ?? '', ['-c', file, '-g', 'daemon off;'])
  },
  haproxy: (inside, document, folder) => {
    const file = join(folder, mainFile)
    writeAll(
      folder,
      renderHaproxy(document, () => 'native'),
    )
    const setSource = 'http-request set-src req.hdr(x-test-address)\n    http-request del-header x-test-address\n'
    writeFileSync(file, readFileSync(file, 'utf8').replace('frontend https\n', `frontend https\n    ${setSource}`))
    inside.run(programs.haproxy ?? '', ['-c', '-q', '-f', file])
    inside.start(programs.haproxy ?? '', ['-db', '-f', file])
  },
}

describe.each(['nginx', 'haproxy'] as const)('how often somebody may ask, behind %s', (name) => {
  describe.skipIf(isMissing(programs[name]))(`is bounded${reason(programs[name])}`, () => {
    let box: Sandbox
    let guard: Running
    let moment = 0

    beforeAll(async () => {
      box = sandbox(`guard-rates-${name}`)
      guard = await running(box, {
        knowledge: { ...knowledgeOf(people()), later: rates(() => moment) },
        text: (example) =>
          example
            .replace('    body: 64k', '    body: 64k\n    tries: 3')
            .replace(
              '      - { path: /public/**, public: true }',
              `      - { path: /public/**, public: true }
      - { path: /login, public: true, methods: [GET, POST] }
      - { path: /accounts/reset.php, public: true, methods: [POST] }
      - { path: /counted, public: true, rate: 2 }`,
            )
            .replace('  127.0.0.1:\n', '  other.test:\n    requests-per-second: 1\n'),
        engine: engines[name],
      })
    }, 60_000)
    afterAll(() => box.stop())

    const ask = (line: string, from: string, ...headers: readonly string[]): Promise<Heard> =>
      send(guard.https, [`${line} HTTP/1.1`, 'Host: localhost', 'Content-Length: 0', `X-Test-Address: ${from}`, ...headers])
    async function statuses(...all: readonly (readonly [line: string, from: string, ...headers: readonly string[]])[]): Promise<readonly number[]> {
      const found: number[] = []
      for (const one of all) found.push((await ask(...one)).status)
      return found
    }

    it('is bounded for who tries passwords at the program, and says when it may go on', async () => {
      moment += 3_600_000
      const from = '198.51.100.7'
      expect(await statuses(['POST /login', from], ['POST /login?next=/', from], ['POST /accounts/reset.php', from])).toEqual([200, 200, 200])
      expect(await ask('POST /login', from)).toMatchObject({ status: 429, headers: { 'retry-after': '20' } })
      // no header of the client's, and no other spelling, brings new tries
      for (const header of ['X-Forwarded-For: 203.0.113.1', 'Forwarded: for=203.0.113.1', 'X-Real-IP: 203.0.113.1', 'X-Guard-Remote: 203.0.113.1'])
        expect([header, (await ask('POST /login', from, header)).status]).toEqual([header, 429])
      for (const target of ['/login/', '/login?a', '/accounts/reset.php'])
        expect([target, (await ask(`POST ${target}`, from)).status]).toEqual([target, 429])
      for (const target of ['/LOGIN', '//login', '/./login', '/login;a', '/%6cogin', '/login%2f'])
        expect([target, (await ask(`POST ${target}`, from)).status]).toEqual([target, 400])
      // who reads the form, or comes from elsewhere, is not held up
      expect(await statuses(['GET /login', from], ['POST /login', '198.51.100.8'])).toEqual([200, 200])
      moment += 20_000
      expect(await statuses(['POST /login', from], ['POST /login', from])).toEqual([200, 429])
    })

    it('is counted for a whole /64', async () => {
      moment += 3_600_000
      expect(
        await statuses(
          ['POST /login', '2001:db8:1:2::1'],
          ['POST /login', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
          ['POST /login', '2001:db8:1:2:a::a'],
          ['POST /login', '2001:db8:1:2::a0a'],
          ['POST /login', '2001:db8:1:3::1'],
          ['POST /login', '2001:db8::1'],
        ),
      ).toEqual([200, 200, 200, 429, 200, 200])
      expect(
        await statuses(
          ['POST /login', '::ffff:203.0.113.5'],
          ['POST /login', '203.0.113.5'],
          ['POST /login', '::ffff:203.0.113.5'],
          ['POST /login', '203.0.113.5'],
          ['POST /login', '::ffff:203.0.113.6'],
        ),
      ).toEqual([200, 200, 200, 429, 200])
    })

    it('is counted for an account and for a key, wherever they come from', async () => {
      moment += 3_600_000
      const ann = [`Cookie: __Host-guard=${reference('a')}`, 'Origin: https://localhost'] as const
      const key = 'X-Api-Key: gk_live_robot'
      for (const [line, ...headers] of [
        ['POST /x/login', ...ann],
        ['POST /api/v1/password', key],
      ] as const)
        expect(await statuses(...[1, 2, 3, 4].map((at) => [line, `192.0.2.${at}`, ...headers] as const))).toEqual([200, 200, 200, 429])
      // and of a route, where it says so
      expect(await statuses(...[1, 2, 3, 4].map((at) => ['GET /slow', `192.0.2.${at}`, ...ann] as const))).toEqual([200, 200, 200, 429])
      expect(await statuses(...[1, 2, 3].map(() => ['GET /counted', '192.0.2.9', `Cookie: a=${Math.random()}`] as const))).toEqual([200, 200, 429])
    })

    it('is bounded before anybody decides, where a site says so', async () => {
      const before = guard.decisions.length
      const one = (at: number): readonly string[] => ['GET /x HTTP/1.1', 'Host: other.test', `X-Test-Address: 2001:db8:7:7::${at}`]
      const lines = Array.from({ length: 40 }, (_, at) => [...(at === 0 ? [] : ['']), ...one(at)]).flat()
      const { body, headers } = await send(guard.https, lines, { name: 'other.test' })
      const later = [...body.matchAll(/HTTP\/1\.1 429 [^]*?\r\n\r\n/g)].map(
        ([head]) => /^retry-after: (?<seconds>\d+)\r$/im.exec(head)?.groups?.['seconds'],
      )
      expect(headers['retry-after']).toBeUndefined()
      expect(later.length).toBeGreaterThan(0)
      expect(new Set(later)).toEqual(new Set(['1']))
      expect(guard.decisions.length - before).toBe(40 - later.length)
    })
  })
})
