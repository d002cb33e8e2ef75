import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ldap } from '../../src/probes/ldap/index.ts'
import { asked } from './ask.ts'
import { login } from './login.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const add = program('/usr/sbin/slapadd')
const server = add === undefined ? undefined : program('/usr/sbin/slapd')

const entries = `dn: dc=shop,dc=example
objectClass: dcObject
objectClass: organization
dc: shop
o: Shop

dn: cn=somebody,dc=shop,dc=example
objectClass: person
cn: somebody
sn: somebody
userPassword: a-long-password-of-this-test

dn: cn=reader,dc=shop,dc=example
objectClass: person
cn: reader
sn: reader
userPassword: a-long-password-of-this-reader
`

const hidden = 'access to attrs=userPassword by anonymous auth by * none'
const guarded = `${hidden}\naccess to * by * read`
const closed = `${hidden}\naccess to * by users read by * none`

describe.skipIf(isMissing(server))(`LDAP on the wire${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-ldap')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
  })
  afterAll(() => box.stop())

  interface Slapd {
    readonly global?: string
    readonly database?: string
    readonly tls?: boolean
    readonly scheme?: 'ldap' | 'ldaps'
  }

  async function started({ global = '', database = '', tls = true, scheme = 'ldap' }: Slapd): Promise<number> {
    const name = `case${count++}`
    const port = await freePort()
    const settings = join(box.folder, `${name}.conf`)
    const lines = [
      ...['core', 'cosine', 'inetorgperson'].map((each) => `include /etc/ldap/schema/${each}.schema`),
      `pidfile ${join(box.folder, name)}.pid`,
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      ...(tls ? [`TLSCertificateFile ${join(box.folder, 'c.pem')}`, `TLSCertificateKeyFile ${join(box.folder, 'k.pem')}`] : []),
      global,
      'database mdb',
      'suffix "dc=shop,dc=example"',
      `directory ${join(box.folder, name)}`,
      'maxsize 10485760',
      database,
    ]
    writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o644 })
    box.run('/bin/mkdir', [name])
    box.run(add ?? '', ['-f', settings], entries)
    box.start(server ?? '', ['-d', '0', '-f', settings, '-h', `${scheme}://127.0.0.1:${port}/`])
    return port
  }

  const noted = (verdict: string, ...keys: readonly string[]): readonly string[] => keys.map((key) => `${verdict} ${key}`).toSorted()
  const [passwords, empty, simple, sasl] = ['access to attrs=userPassword', 'allow bind_anon_dn', 'security simple_bind', 'supportedSASLMechanisms']

  it.each<[string, Slapd, string, string | undefined, readonly string[]]>([
    ['the defaults with TLS', {}, 'optional', 'none', [...noted('unsafe', passwords, simple, sasl), ...noted('safe', empty)]],
    ['no TLS at all', { tls: false }, 'none', 'none', [...noted('unsafe', passwords, simple, sasl), ...noted('safe', empty)]],
    ['hashes that are guarded', { database: guarded }, 'optional', 'none', [...noted('unsafe', simple, sasl), ...noted('safe', empty)]],
    ['entries that are guarded', { database: closed }, 'optional', 'password', [...noted('unsafe', simple, sasl), ...noted('safe', empty)]],
    [
      'no anonymous bind',
      { global: 'disallow bind_anon\nrequire authc' },
      'optional',
      'password',
      [...noted('unsafe', simple), ...noted('safe', empty)],
    ],
    [
      'names with an empty password',
      { global: 'allow bind_anon_cred bind_anon_dn', database: closed },
      'optional',
      'password',
      noted('unsafe', empty, simple, sasl),
    ],
    [
      'log-ins over TLS alone',
      { global: 'security simple_bind=128', database: closed },
      'optional',
      'password',
      [...noted('unsafe', sasl), ...noted('safe', empty, simple)],
    ],
    [
      'TLS for everything',
      { global: 'security ssf=128\nsasl-secprops noanonymous,noplain,noactive,nodict', database: closed },
      'required',
      'password',
      noted('safe', empty, sasl),
    ],
    [
      'TLS for the database alone',
      { database: `security ssf=128\n${closed}` },
      'required',
      'password',
      [...noted('unsafe', sasl), ...noted('safe', empty)],
    ],
    ['TLS from the first byte', { scheme: 'ldaps', database: closed }, 'required', 'password', [...noted('unsafe', sasl), ...noted('safe', empty)]],
  ])('tells %s', async (_, slapd, tls, authentication, observed) => {
    const port = await started(slapd)
    const answers = await eventually(() => asked(ldap, port, { target: { users: ['cn=somebody,dc=shop,dc=example'] } }))
    expect(answers.flatMap(({ why }) => why ?? [])).toEqual([])
    expect(answers.flatMap(({ learned }) => learned?.tls ?? [])).toEqual([tls])
    expect(answers.flatMap(({ learned }) => learned?.authentication ?? [])).toEqual([authentication])
    const said = answers.flatMap(({ learned }) => (learned?.observations ?? []).map(({ verdict, key }) => `${verdict} ${key}`))
    expect(said.toSorted()).toEqual(observed.toSorted())
    expect(JSON.stringify(answers)).not.toContain('a-long-password')
  })

  const reader = { user: 'cn=reader,dc=shop,dc=example', password: 'a-long-password-of-this-reader' }

  it.each<[string, string, Partial<typeof reader>, string | undefined]>([
    ['who may read hashes', 'access to * by users read by anonymous auth', {}, 'unsafe'],
    ['who may not', `access to attrs=userPassword by self read by anonymous auth by * none\naccess to * by users read by * none`, {}, 'safe'],
    ['nothing for an account that is refused', closed, { password: 'another' }, undefined],
  ])('tells the account that was named %s', async (_, database, other, verdict) => {
    const port = await started({ database })
    const login_ = { ...reader, ...other }
    const answers = await eventually(() => asked(ldap, port, { target: { login: login_ } }))
    const answer = answers.find(({ probe }) => probe === 'ldap/behind-login')
    const found = answer?.learned?.observations?.map((each) => `${each.verdict} ${each.concern} ${each.key}`) ?? []
    expect(found).toEqual(verdict === undefined ? [] : [`${verdict} over-privileged-default access to attrs=userPassword`])
    expect(answer?.outcome).toBe(verdict === undefined ? 'unproven' : 'answered')
    expect(JSON.stringify(answers)).not.toContain('a-long-password')
  })

  it('tries an account', async () => {
    const port = await started({ database: closed })
    const tried = (user: string, password: string): Promise<unknown> => eventually(() => login(ldap, port, user, password))
    const name = 'cn=somebody,dc=shop,dc=example'
    expect(await tried(name, 'a-long-password-of-this-test')).toBe('accepted')
    expect(await tried(name, 'another')).toBe('refused')
    expect(await tried(name, '')).toEqual({ unproven: 'an empty password is an anonymous bind' })
  })
})
