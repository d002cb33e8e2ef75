import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { mysql } from '../../src/probes/mysql/index.ts'
import type { Target } from '../../src/probes/probe.ts'
import { dialHere } from '../../src/wire/dial.ts'
import { thisMachine } from '../../src/wire/vantage.ts'
import type { AskedOptions } from './ask.ts'
import { asked } from './ask.ts'
import { trying } from './login.ts'
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
      create user app@localhost identified by '${password}'; grant select on mysql.user to reader@localhost;
      grant select on mysql.db to reader@localhost; grant select on mysql.roles_mapping to reader@localhost`)
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
        'roles unsafe: app@localhost: SUPER GRANT OPTION FILE CREATE USER SHUTDOWN',
        'rights on every database unsafe: app@localhost: SELECT INSERT UPDATE DELETE DROP ALTER',
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

  async function told(): Promise<readonly string[]> {
    const got = await asked(mysql, running!.port, { target: reader })
    return observed(got.find(({ probe }) => probe === 'mysql/behind-login')!)
  }

  it('tells roles and grants that go beyond what a client needs, each as it is given and taken away', async () => {
    running = await folder.start()
    const { sql } = running
    const cases = [
      ['roles', 'grant file on *.* to app@localhost', 'revoke file on *.* from app@localhost', 'app@localhost: FILE'],
      [
        'roles',
        'create role inner_role; create role outer_role; grant super on *.* to inner_role; grant inner_role to outer_role; grant outer_role to app@localhost',
        'revoke outer_role from app@localhost; drop role outer_role; drop role inner_role',
        'app@localhost: SUPER',
      ],
      ['rights on every database', 'grant select on *.* to app@localhost', 'revoke select on *.* from app@localhost', 'app@localhost: SELECT'],
      ['clients from everywhere', `create user app@'%' identified by '${password}'`, "drop user app@'%'", 'app@%'],
      ['rights of everybody', 'grant select on shop.* to public', 'revoke select on shop.* from public', 'PUBLIC@:shop'],
      [
        'grant option',
        'grant select on shop.* to app@localhost with grant option',
        'revoke all on shop.* from app@localhost; revoke grant option on shop.* from app@localhost',
        'app@localhost:shop',
      ],
      ['databases by pattern', 'grant select on `%`.* to app@localhost', 'revoke all on `%`.* from app@localhost', 'app@localhost:%'],
    ] as const
    sql('create database shop')
    for (const [key, give, take, actual] of cases) {
      sql(give)
      expect(await told()).toContain(`${key} unsafe: ${actual}`)
      sql(take)
      expect(await told()).toContain(`${key} safe: none`)
    }
    sql('drop database shop')
  })

  it('tells which right is missing', async () => {
    const got = await answer('revoke select on mysql.user from reader@localhost', [])
    running?.sql('grant select on mysql.user to reader@localhost')
    expect(got?.learned?.unproven).toEqual(['accounts: the account may not read them (it takes GRANT SELECT ON mysql.user)'])
    expect(got?.outcome).toBe('answered')
    running?.sql('revoke select on mysql.roles_mapping from reader@localhost')
    const again = await told()
    running?.sql('grant select on mysql.roles_mapping to reader@localhost')
    expect(again).toContain('roles unknown: none of its own; what roles give is not known')
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
    const accounts = [password, 'wrong'].map((secret) => ['reader', secret] as const)
    await asked(mysql, running.port, { more: [trying(mysql, accounts, tries)] })
    expect(tries).toEqual(['accepted', 'refused'])
  })
})
