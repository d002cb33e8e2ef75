import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { mysql } from '../../src/probes/mysql/index.ts'
import type { Target } from '../../src/probes/probe.ts'
import { dialHere } from '../../src/wire/dial.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import type { AskedOptions } from './ask.ts'
import { asked } from './ask.ts'
import type { MariaFolder, RunningMaria } from './maria.ts'
import { mariaFolder } from './maria.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/mariadbd')
const password = 'a password, of this test'

describe.skipIf(isMissing(server))(`MariaDB behind a log-in${reason(server)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let folder: MariaFolder
  let running: RunningMaria | undefined
  beforeAll(async () => {
    box = sandbox('verify-login-mysql')
    own = ownAuthority(box)
    folder = mariaFolder(box, server ?? '')
    const { sql, stop } = await folder.start()
    sql(`delete from mysql.global_priv where user in ('root', '') or host not in ('localhost'); flush privileges;
      create user root@localhost identified by '${password}'; create user reader@localhost identified by '${password}';
      create user app@localhost identified by '${password}'; grant select on mysql.user to reader@localhost`)
    await stop()
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
  })
  afterAll(() => box.stop())

  const tls = (): readonly string[] => [`--ssl-cert=${own.certificate}`, `--ssl-key=${own.key}`]
  const reader = { login: { user: 'reader', password }, users: ['app'] }
  // an address of nobody, that leads here: so what holds for other machines holds
  const vantage = { ...thisMachine, dial: ((_host, port, options) => dialHere('127.0.0.1', port, options)) satisfies typeof dialHere }

  async function answer(
    before: string,
    args: readonly string[],
    target: Partial<Target> = {},
    options: AskedOptions = {},
  ): Promise<Answer | undefined> {
    running = await folder.start(...args)
    running.sql(before)
    const got = await asked(mysql, running.port, { ...options, target: { ...reader, ...target } })
    expect(JSON.stringify(got)).not.toContain(password)
    return got.find(({ probe }) => probe === 'mysql/behind-login')
  }
  const observed = ({ learned }: Answer): readonly string[] =>
    (learned?.observations ?? []).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)

  it('reads what is weak, and that TLS is not demanded', async () => {
    const before = "create user ''@localhost; create user root@'%'; grant all on *.* to app@localhost with grant option; create user open@'10.%'"
    const got = await answer(before, [...tls(), '--general-log=1', '--local-infile=1'])
    running?.sql("drop user ''@localhost, root@'%', open@'10.%'; revoke all, grant option from app@localhost")
    expect(got?.learned).toMatchObject({ tls: 'optional', version: expect.stringMatching(/^10\./) })
    expect(observed(got!)).toEqual(
      expect.arrayContaining([
        'general_log unsafe: ON',
        'local_infile unsafe: ON',
        'secure_file_priv unsafe: empty',
        'accounts without a password unsafe: root@%, open@10.%',
        'anonymous accounts unsafe: @localhost',
        'root from other machines unsafe: root@%',
        'roles unsafe: app@localhost',
      ]),
    )
  })

  it('reads what is hardened, over TLS that holds', async () => {
    const args = [
      ...tls(),
      '--require-secure-transport=ON',
      '--local-infile=0',
      `--secure-file-priv=${box.folder}/tmp`,
      '--tls-version=TLSv1.2,TLSv1.3',
    ]
    const got = await answer('', args, { host: '192.0.2.7', names: ['localhost'] }, { vantage, authorities: [own.pem] })
    expect(got?.learned?.tls).toBe('required')
    expect(observed(got!).filter((each) => each.includes(' unsafe'))).toEqual([])
    expect(observed(got!)).toContain('tls_version safe: TLSv1.2,TLSv1.3')
  })

  it('tells which right is missing', async () => {
    const got = await answer('revoke select on mysql.user from reader@localhost', [])
    running?.sql('grant select on mysql.user to reader@localhost')
    expect(got?.learned?.unproven).toEqual(['accounts: the account may not read them (it takes GRANT SELECT ON mysql.user)'])
    expect(got?.outcome).toBe('answered')
  })

  it.each([
    ['there is no TLS', false, 'the password would go in clear'],
    ['nobody vouches for the certificate', true, 'its certificate does not hold'],
  ])('does not say a password where %s', async (_, withTls, why) => {
    const got = await answer('', withTls ? tls() : [], { host: '192.0.2.7', names: ['localhost'] }, { vantage })
    expect(got).toMatchObject({ outcome: 'unproven', why: expect.stringContaining(why) })
    expect(got?.transcript.map(({ text }) => text).join(' ')).not.toContain('log-in')
  })

  it('tells a wrong password from one that opens', async () => {
    running = await folder.start(...tls())
    const tries: unknown[] = []
    const probe = {
      id: 'test/try',
      asks: '',
      connections: 2,
      ask: async (target: Target, asking: Parameters<NonNullable<typeof mysql.tryLogin>>[1]) => {
        for (const secret of [password, 'wrong']) tries.push(await mysql.tryLogin?.(target, asking, 'reader', secret))
        return { said: '' }
      },
    }
    await asked(mysql, running.port, { more: [probe] })
    expect(tries).toEqual(['accepted', 'refused'])
  })
})
