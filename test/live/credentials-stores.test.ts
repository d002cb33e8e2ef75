import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { mysql } from '../../src/probes/mysql/index.ts'
import { postgres } from '../../src/probes/postgres/index.ts'
import { redis } from '../../src/probes/redis/index.ts'
import { dialHere } from '../../src/wire/dial.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import { call } from '../in-process.ts'
import { came, ofFiles, tried, triesOf } from './credentials.ts'
import { mariaFolder } from './maria.ts'
import { ownAuthority } from './own-authority.ts'
import { cluster } from './pg.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const password = 'a-password-of-this-test'
const redisServer = program('/usr/bin/redis-server')
const mariadb = program('/usr/sbin/mariadbd')
const postgresServer = program('/usr/lib/postgresql/*/bin/postgres')

describe.skipIf(isMissing(redisServer))(`log-ins that are tried at Redis${reason(redisServer)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-redis')
  })
  afterAll(() => box.stop())

  async function started(...args: readonly string[]): Promise<number> {
    const port = await freePort()
    box.start(redisServer ?? '', ['--port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', box.folder, ...args])
    return port
  }

  it.each<[string, readonly string[], readonly string[]]>([
    ['the published password', ['--requirepass', 'foobared'], ['unsafe published log-ins']],
    ['a password of its own', ['--requirepass', password], ['safe published log-ins']],
    ['any password of an account', ['--requirepass', 'another', '--user', 'app', 'on', 'nopass', '~*', '+@all'], ['none']],
    ['no password', [], [expect.stringContaining('no password is asked for') as string]],
  ])('tell %s', async (_, args, wanted) => {
    const port = await started(...args)
    const answer = await eventually(() => tried(redis, 'redis', port, [ofFiles(args.includes('app') ? 'app' : '', password)]))
    expect(came(answer)).toEqual(wanted)
  })

  it('go to another machine in clear where they are published, and over TLS that holds where the files have them', async () => {
    // an address of nobody, that leads here: so what holds for other machines holds
    const vantage = { ...thisMachine, dial: ((_host, port, options) => dialHere('127.0.0.1', port, options)) satisfies typeof dialHere }
    const far = { vantage, target: { host: '192.0.2.7', names: ['localhost'] } }
    const weak = await started('--requirepass', 'foobared')
    expect(came(await eventually(() => tried(redis, 'redis', weak, [], far)))).toEqual(['unsafe published log-ins'])
    const clear = await started('--requirepass', password)
    const files = [ofFiles('', password)]
    const kept = await eventually(() => tried(redis, 'redis', clear, files, far))
    expect(kept.learned?.tries?.at(-1)?.outcome).toBe('not tried: the server has no TLS, and the password would go in clear')
    expect(triesOf(kept)).toBe(2)
    const own = ownAuthority(box)
    const tls = ['--tls-cert-file', own.certificate, '--tls-key-file', own.key, '--tls-ca-cert-file', own.ca, '--tls-auth-clients', 'no']
    const port = await freePort()
    box.start(redisServer ?? '', [
      '--port',
      '0',
      '--tls-port',
      String(port),
      '--save',
      '',
      '--bind',
      '127.0.0.1',
      '--dir',
      box.folder,
      ...tls,
      '--requirepass',
      password,
    ])
    expect(came(await eventually(() => tried(redis, 'redis', port, files, { ...far, authorities: [own.pem] })))).toEqual(['safe published log-ins'])
    const unknown = await tried(redis, 'redis', port, files, far)
    expect(unknown.learned?.tries?.at(-1)?.outcome).toContain('not tried: its certificate does not hold')
    expect(triesOf(unknown)).toBe(2)
  })

  it('are made by the call alone that names the server, shown in its plan, and written down', async () => {
    const port = await started('--requirepass', 'foobared')
    const target = ['verify', '--target', `redis://127.0.0.1:${port}`, '--fail-on', 'never']
    const named = ['--credentials', 'redis://127.0.0.1']
    await eventually(() => call([...target]))
    const plan = await call([...target, ...named, '--plan'])
    expect(plan.stdout.replaceAll(/\s+/g, ' ')).toContain('TRIES LOG-INS, 3 at most')
    expect(plan.stdout).not.toContain('foobared')
    expect((await call([...target, '--format', 'json'])).stdout).not.toContain('credentials')
    for (const format of ['text', 'html', 'markdown', 'json']) {
      const { stdout, stderr } = await call([...target, ...named, '--format', format])
      expect(stderr).toBe('')
      expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(format === 'json' ? /"outcome": "gets in"/ : /tried .*gets in/)
      expect(stdout).not.toContain('foobared')
    }
    const report = JSON.parse((await call([...target, ...named, '--format', 'json'])).stdout) as Report
    const found = report.deployments[0]?.findings.filter(({ control }) => control === 'identity/published-log-in')
    expect(found?.map(({ verdict, basis, answers }) => [verdict, basis, answers?.length])).toEqual([['fail', 'observed', 1]])
    expect(await call([...target, '--credentials', 'nothing'])).toMatchObject({ exit: 2 })
  })
})

describe.skipIf(isMissing(mariadb))(`log-ins that are tried at MariaDB${reason(mariadb)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-mysql')
  })
  afterAll(() => box.stop())

  it('tell a root without a password from one that has one, and are few by the log of the server', async () => {
    const folder = mariaFolder(box, mariadb ?? '')
    const log = join(box.folder, 'general.log')
    const running = await folder.start(`--general-log=1`, `--general-log-file=${log}`)
    expect(came(await tried(mysql, 'mysql', running.port))).toEqual(['unsafe published log-ins'])
    running.sql(`create user app@localhost identified by '${password}'; alter user root@localhost identified by '${password}'`)
    const before = connects(log)
    const answer = await tried(mysql, 'mysql', running.port, [ofFiles('app', password)])
    expect(came(answer)).toEqual(['safe published log-ins'])
    // the made-up account, root twice, app, and app with a made-up password: as many as the server counted
    expect(triesOf(answer)).toBe(5)
    expect(connects(log) - before).toBe(triesOf(answer))
    await running.stop()
  })

  const connects = (log: string): number =>
    readFileSync(log, 'utf8').match(/\bConnect\t.*(?:@127\.0\.0\.1|@localhost).*TCP\/IP|\bConnect\t\w.* using TCP/g)?.length ?? 0
})

describe.skipIf(isMissing(postgresServer))(`log-ins that are tried at PostgreSQL${reason(postgresServer)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('credentials-postgres')
  })
  afterAll(() => box.stop())

  it('tell a published password, one of its own, and none', async () => {
    const base = cluster(box, postgresServer ?? '')
    const running = await base.start('host all all 127.0.0.1/32 scram-sha-256')
    running.sql("alter role postgres password 'postgres'")
    expect(came(await tried(postgres, 'postgres', running.port))).toEqual(['unsafe published log-ins'])
    running.sql(`alter role postgres password '${password}'`)
    expect(came(await tried(postgres, 'postgres', running.port, [ofFiles('postgres', password)]))).toEqual(['safe published log-ins'])
    const alone = await tried(postgres, 'postgres', running.port)
    expect(alone).toMatchObject({ outcome: 'unproven', why: expect.stringContaining('nobody got in') })
    running.stop()
    const open = await base.start('host all all 127.0.0.1/32 trust')
    const answer = await tried(postgres, 'postgres', open.port)
    expect(answer.why).toContain('no password is asked for')
    open.stop()
  })
})
