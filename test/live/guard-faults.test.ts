import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKeyText } from '../../src/guard/keys/text.ts'
import { clamd, eicar, startClamd } from '../guard/clamd.ts'
import type { Load } from '../guard/load.ts'
import { steadyLoad } from '../guard/load.ts'
import { logIn } from '../guard/log-in.ts'
import type { RealGuard } from '../guard/real-guard.ts'
import { realGuard } from '../guard/real-guard.ts'
import type { Directory } from '../guard/slapd.ts'
import { passwords, slapd, startedSlapd } from '../guard/slapd.ts'
import { goodPair, pki, programs } from '../tls/real-servers.ts'
import type { RunningPostgres } from './pg.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { freePort, isMissing, program, reason, sandbox } from './server.ts'

const postgres = program('/usr/lib/postgresql/*/bin/postgres')
const promtool = program('/usr/bin/promtool')
const needed = [slapd, postgres, clamd].includes(undefined) ? undefined : programs.nginx

describe.skipIf(isMissing(needed))(`a guard under load whose parts are killed${reason(needed)}`, () => {
  let box: Sandbox
  let guard: RealGuard
  let ldap: Directory
  let database: RunningPostgres
  let scanner: ChildProcess
  let behind: Server
  let load: Load
  let figures = 0
  /** What the program behind was asked, by whom. */
  const seen = new Map<string, string>()
  const startScanner = (): Promise<ChildProcess> => startClamd(box, 'clamd', ['AlertExceedsMax yes', 'AlertEncrypted yes', 'MaxFileSize 20M'])
  const rules = 'host guard guard 127.0.0.1/32 trust'
  let restart: () => Promise<RunningPostgres>

  beforeAll(async () => {
    box = sandbox('guard-faults')
    const data = cluster(box, postgres!)
    database = await data.start(rules)
    scanner = await startScanner()
    restart = () => data.start(rules, [], database.port)
    database.sql('CREATE ROLE guard LOGIN')
    database.sql('CREATE DATABASE guard OWNER guard')
    const certificates = pki(box)
    ldap = await startedSlapd(box, { ...goodPair(certificates), ca: certificates.ca, authority: certificates.root.pem })
    const upstream = await freePort()
    figures = await freePort()
    behind = createServer((request, response) => {
      seen.set(request.url ?? '', String(request.headers['x-guard-user'] ?? 'nobody'))
      response.end('the program')
    })
    behind.listen(upstream, '127.0.0.1')
    const { account, url } = ldap.settings
    guard = await realGuard(box, {
      certificates,
      native: account.password,
      text: ({ at, https, tls, secrets }) => `guard: 1
name: faults
folder: ${at('run')}
listen: { addresses: [127.0.0.1], https: ${https}, http: false }
tls: { certificate: { certificate: ${tls.cert}, key: ${tls.key} } }
${secrets}
metrics: { listen: 127.0.0.1:${figures} }
scanner: { clamd: "unix:${at('clamd.sock')}", largest: 2m, file-limit: 20m, patience: 10s }
state: { postgresql: { host: 127.0.0.1, port: ${database.port}, database: guard, user: guard } }
people:
  ldap:
    url: ${url}
    authority: ${tls.ca}
    name: localhost
    account: { dn: "${account.dn}", password: "file:${at('native')}" }
    people: { base: "dc=shop,dc=example", attribute: uid, id: employeeNumber }
    groups: { base: "ou=groups,dc=shop,dc=example" }
rights:
  - { to: "group:ldap:planners", right: write, on: app }
  - { to: "system:billing", right: write, on: app }
  - { to: "system:operations", right: admin, on: management }
sites:
  localhost:
    component: app
    upstream: http://127.0.0.1:${upstream}
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /admin/**, right: admin, on: management }
      - { path: /public/**, public: true }
      - { path: /files/**, right: by-method, on: app, body: { scan: uploads } }
`,
    })
    const billing = guard.key('billing', 'billing', '--site', 'localhost', '--method', 'GET', '--method', 'POST')
    const operations = guard.key('operations', 'operations', '--site', 'localhost')
    // of the right form: it takes the store to say that nobody has it
    const wrong = newKeyText('live', (below) => randomInt(below))
    const cookie = await logIn(guard.https, 'ann', passwords.ann)
    const kind = (name: string, headers: Readonly<Record<string, string>>, path = 'x', method = 'GET', body = '') => ({
      name,
      body,
      method,
      headers,
      target: (number: number) => `/${path}/${number}`,
    })
    load = steadyLoad(
      guard.https,
      [
        kind('nobody', {}),
        kind('key', { 'X-Api-Key': billing }),
        kind('wrong key', { 'X-Api-Key': wrong }),
        kind('session', { Cookie: cookie }),
        kind('wrong session', { Cookie: `__Host-guard=${'A'.repeat(43)}` }),
        kind('writing', { 'X-Api-Key': billing }, 'x', 'POST'),
        kind('management', { 'X-Api-Key': operations }, 'admin/x'),
        kind('no right', { 'X-Api-Key': billing }, 'admin/x'),
        kind('public', {}, 'public/x'),
        kind('upload', { 'X-Api-Key': billing }, 'files/x', 'POST', 'a file'),
        kind('infected', { 'X-Api-Key': billing }, 'files/x', 'POST', eicar),
      ],
      6,
    )
  }, 180_000)
  afterAll(async () => {
    await load.end()
    await guard.kill()
    behind.close()
    await box.stop()
  })

  const told = async (): Promise<string> => (await fetch(`http://127.0.0.1:${figures}/metrics`)).text()
  const lets = ['key', 'session', 'writing', 'management', 'public', 'upload'] as const
  const recovered = (): Promise<unknown> => Promise.all(lets.map((kind) => load.answered(kind, 200)))

  it('comes back by itself, lets nobody in meanwhile, and has a record of each answer that it gave', { timeout: 240_000 }, async () => {
    await recovered()

    // the decision service
    await guard.kill()
    const before = load.sent.length
    await Promise.all(lets.map((kind) => load.answered(kind, 503)))
    expect(load.sent.slice(before + 60).filter(({ status }) => status === 200)).toEqual([])
    await guard.start()
    await recovered()

    // the database: a session is in it, and what is remembered of keys holds for a moment alone
    await database.kill()
    await Promise.all((['key', 'session', 'writing', 'management'] as const).map((kind) => load.answered(kind, 503)))
    await expect(logIn(guard.https, 'ann', passwords.ann)).rejects.toThrow('503')
    expect(await told()).toMatch(/^guard_store_up 0$/m)
    database = await restart()
    await recovered()
    expect(await logIn(guard.https, 'ann', passwords.ann)).toContain('__Host-guard=')

    const text = await told()
    expect(text).toMatch(/^guard_store_up 1$/m)
    const counted = text.split('\n').filter((line) => line.startsWith('guard_decisions_total'))
    expect(counted).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/outcome="allow",access="management",by="key",reason=""} [1-9]/),
        expect.stringMatching(/outcome="allow",access="data",by="account",reason=""} [1-9]/),
        expect.stringMatching(/outcome="challenge",access="other",by="anonymous",reason="unknown-key"} [1-9]/),
        expect.stringMatching(/outcome="deny",access="other",by="key",reason="no-right"} [1-9]/),
      ]),
    )
    if (promtool !== undefined) box.run(promtool, ['check', 'metrics'], text)

    // the directory: who is in stays in for now, and nobody comes in
    await ldap.stop()
    await Promise.all(lets.map((kind) => load.answered(kind, 200)))
    await expect(logIn(guard.https, 'ann', passwords.ann)).rejects.toThrow('503')
    await ldap.start()
    await expect(logIn(guard.https, 'ann', 'wrong')).rejects.toThrow('401')
    expect(await logIn(guard.https, 'ann', passwords.ann)).toContain('__Host-guard=')

    // the scanner: what it did not look at is refused, all else goes on
    await load.answered('infected', 422)
    const gone = once(scanner, 'exit')
    scanner.kill('SIGKILL')
    await gone
    await Promise.all((['upload', 'infected'] as const).map((kind) => load.answered(kind, 503)))
    await Promise.all(lets.filter((kind) => kind !== 'upload').map((kind) => load.answered(kind, 200)))
    scanner = await startScanner()
    await Promise.all([load.answered('upload', 200), load.answered('infected', 422)])

    // the decision service and the database at once, and the service first again
    await Promise.all([guard.kill(), database.kill()])
    await load.answered('key', 503)
    await expect(guard.start()).rejects.toThrow('what the guard keeps')
    database = await restart()
    await guard.start()
    await recovered()

    if (promtool !== undefined) {
      const rules = /```yaml\n(?<rules>groups:\n.*?)```/s.exec(readFileSync(join(import.meta.dirname, '../../docs/guard.md'), 'utf8'))?.groups?.[
        'rules'
      ]
      writeFileSync(`${box.folder}/rules.yml`, rules ?? '', { mode: 0o644 })
      box.run(promtool, ['check', 'rules', `${box.folder}/rules.yml`])
    }

    // a key that is revoked after all this is none any more
    guard.run('keys', 'revoke', 'billing', '--file', `${box.folder}/guard.yaml`)
    await load.answered('key', 401)
    await load.end()
    await guard.stop()

    const passed = load.sent.filter(({ status }) => status === 200)
    expect(passed.filter(({ kind }) => !lets.some((one) => one === kind))).toEqual([])
    const who = {
      key: 'system:billing',
      writing: 'system:billing',
      upload: 'system:billing',
      management: 'system:operations',
      session: 'person:ldap:7',
      public: 'nobody',
    }
    expect(passed.filter(({ kind, target }) => seen.get(target) !== who[kind as keyof typeof who])).toEqual([])
    const foreign = load.sent.filter(({ kind, target }) => !lets.some((one) => one === kind) && seen.has(target))
    expect(foreign).toEqual([])

    const records = guard.verified()
    const written = new Set(records.flatMap((one) => ('target' in one && 'verdict' in one && one.verdict === 'allow' ? [one.target] : [])))
    const closed = passed.filter(({ kind }) => kind !== 'public')
    expect(closed.length).toBeGreaterThan(50)
    expect(closed.filter(({ target }) => !written.has(guard.hash(target) as never))).toEqual([])
    // the program was asked for nothing that has no record either, answered or not
    expect([...seen.keys()].filter((target) => !target.startsWith('/public/') && !written.has(guard.hash(target) as never))).toEqual([])
    // verdicts are no record that an answer waits for: those of the last moments before a kill may be missing
    const verdicts = new Set(records.flatMap((one) => (one.kind === 'scan' && 'verdict' in one ? [`${one.verdict} ${one.name ?? ''}`] : [])))
    for (const one of ['clean ', 'not-scanned unreachable', 'infected Own.TestFile.UNOFFICIAL']) expect(verdicts).toContain(one)
    expect(records.filter(({ kind }) => kind === 'start')).toHaveLength(3)
    expect(records.filter((one) => one.kind === 'log-in' && 'outcome' in one && one.outcome === 'granted')).toHaveLength(3)
  })
})
