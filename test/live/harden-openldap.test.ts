import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phase } from '../../src/model/remedy.ts'
import { foreignAuthority } from './foreign-authority.ts'
import type { Place } from './hardened.ts'
import type { Loop } from './loop.ts'
import { loop, served } from './loop.ts'
import { networking } from './networks.ts'
import { head } from './openldap-files.ts'
import { isMissing, program, reason } from './server.ts'

const slapd = program('/usr/sbin/slapd')
const client = program('/usr/bin/ldapsearch')
const installed = client === undefined || networking === undefined ? undefined : slapd

const name = 'cn=app,dc=shop,dc=example'
const password = 'Of-The-Old-Days-1'

// programs of PHP have OpenLDAP's own library, as ldapsearch
const compose = `services:
  app:
    image: php:8.2-apache
    environment:
      LDAP_URL: ldap://directory:389
      LDAP_BIND_DN: ${name}
      LDAP_BIND_PASSWORD: ${password}
  directory:
    image: registry.example.org/openldap:2.5
    command: slapd -d 0 -f /etc/ldap/slapd.conf
    volumes:
      - ./slapd.conf:/etc/ldap/slapd.conf
`
const tree = `dn: dc=shop,dc=example
objectClass: dcObject
objectClass: organization
o: shop
dc: shop

dn: ${name}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: app
userPassword: ${password}
`

describe.skipIf(isMissing(installed))(`app->ldap, hardened${reason(installed)}`, () => {
  let pair: Loop
  beforeAll(async () => {
    pair = await loop('directory', (data) => {
      mkdirSync(join(data, 'db'))
      const database = `database mdb\nsuffix "dc=shop,dc=example"\ndirectory ${data}/db\nrootdn "cn=admin,dc=shop,dc=example"\n`
      return {
        'compose.yaml': compose,
        'slapd.conf': `${head}allow bind_v2 bind_anon_cred\n${database}access to attrs=userPassword by anonymous auth by * none\naccess to * by * read\n`,
      }
    })
  }, 120_000)
  afterAll(async () => {
    await pair.stop()
  })

  /** The server as the files of a phase start it. */
  async function serve(phase: 'weak' | Phase): Promise<Place> {
    const { all, data } = pair
    const directory = pair.place('directory', phase, 0)
    const file = join(all.of(phase).folder, 'slapd.conf')
    if (phase === 'weak') {
      writeFileSync(join(data, 'tree.ldif'), tree)
      const added = directory.run(['/usr/sbin/slapadd', '-f', file, '-l', join(data, 'tree.ldif')])
      if (added.status !== 0) throw new Error(added.output)
    }
    const words =
      all
        .of(phase)
        .component('directory')
        .command?.map(({ value }) => value) ?? []
    await pair.next(() => directory.start([slapd!, ...words.slice(1).map((word) => (word === '/etc/ldap/slapd.conf' ? file : word))]))
    const app = pair.place('app', phase, 65_534)
    await served(() => search(app, phase))
    return app
  }

  interface Asked {
    readonly url?: string
    readonly login?: readonly string[]
    readonly authority?: string
  }

  function search(app: Place, phase: 'weak' | Phase, { url, login, authority }: Asked = {}): ReturnType<Place['run']> {
    const { env } = pair.all.of(phase).component('app')
    const own = ['-D', env.get('LDAP_BIND_DN')!.value, '-w', env.get('LDAP_BIND_PASSWORD')!.value]
    const words = [
      '-x',
      '-LLL',
      '-o',
      'nettimeout=5',
      '-H',
      url ?? env.get('LDAP_URL')!.value,
      ...(login ?? own),
      '-b',
      'dc=shop,dc=example',
      '-s',
      'base',
      'o',
    ]
    return app.run([client!, ...words], authority === undefined ? {} : { env: { LDAPTLS_CACERT: authority } })
  }

  const found = /^o: shop$/m
  const old = { url: 'ldap://directory:389' }

  it('works before, for everybody', { timeout: 120_000 }, async () => {
    const app = await serve('weak')
    expect(search(app, 'weak').output).toMatch(found)
    expect(search(app, 'weak', { login: [] }).output).toMatch(found)
  })

  it('serves the old client and the new one after accept', { timeout: 120_000 }, async () => {
    const app = await serve('accept')
    expect(search(app, 'accept').output).toMatch(found)
    expect(search(pair.place('app', 'switch', 65_534), 'switch').output).toMatch(found)
  })

  describe('once it is closed', () => {
    let app: Place
    beforeAll(async () => {
      app = await serve('close')
    }, 120_000)

    const refused: readonly (readonly [what: string, asked: () => Asked, why: RegExp])[] = [
      ['plaintext', () => old, /Confidentiality required/],
      ['a wrong password', () => ({ login: ['-D', name, '-w', 'wrong'] }), /Invalid credentials/],
      ['no password', () => ({ login: [] }), /Inappropriate authentication|Authentication|anonymous bind disallowed/],
      ['a foreign authority', () => ({ authority: foreignAuthority() }), /Can't contact LDAP server/],
      ['a wrong name', () => ({ url: 'ldaps://cousin:636' }), /Can't contact LDAP server/],
    ]
    it.each(refused)('%s is refused', (_what, asked, why) => {
      const said = search(app, 'close', asked())
      expect(said.output).toMatch(why)
      expect(said.status).not.toBe(0)
      expect(search(app, 'close').output).toMatch(found)
    })

    it('takes the old port with StartTLS', () => {
      expect(search(app, 'close', { ...old, login: ['-ZZ', '-D', name, '-w', password] }).output).toMatch(found)
    })
  })
})
