import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { openldap } from './index.ts'

const conf = '/etc/ldap/slapd.conf'
const database = 'database mdb\nsuffix "dc=shop,dc=example"\nrootdn "cn=admin,dc=shop,dc=example"\n'

function reading(files: Readonly<Record<string, string>>, command: readonly string[] = ['slapd']): Reading {
  return openldap.read(component({ form: 'process', command, files }), undefined)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, authentication, bind }) => {
    const [encryption, login] = [view(tls), view(authentication)]
    return `${port} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}${bind === undefined ? '' : ' loopback'}`
  })
}

function judged({ observations = [] }: Reading): readonly string[] {
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.line}`)
}

describe('slapd on a machine', () => {
  it('has rules, passwords and TLS where they are written', () => {
    const found = reading({ [conf]: `${database}rootpw secret\n# nothing\n  rootpw other\naccess to *\n  by * read\n` })
    expect(ports(found)).toEqual(['389 none none'])
    expect(found.accounts).toMatchObject([{ user: { value: 'cn=admin,dc=shop,dc=example' }, password: { value: 'secret' }, power: 'administrator' }])
    expect(judged(found)).toEqual(['rootpw 4', 'access to attrs=userPassword 7', 'overlay ppolicy 2'])
    expect(found.gaps).toEqual([])
  })

  it('listens where its command, or the settings of the package, say', () => {
    const tls = 'TLSCertificateFile /a.crt\nTLSCertificateKeyFile /a.key\n'
    const words = ['slapd', '-h', 'ldap://127.0.0.1/ ldaps:/// ldapi:///', '-f', conf]
    expect(ports(reading({ [conf]: `${tls}${database}access to * by users read\n` }, words))).toEqual([
      '389 optional password loopback',
      '636 required password',
    ])
    const usual = { [conf]: database, '/etc/default/slapd': 'SLAPD_SERVICES="ldaps://:1636/"\n' }
    expect(ports(reading(usual))).toEqual(['1636 required none'])
  })

  it('reads cn=config before slapd.conf, database by database', () => {
    const folder = '/etc/ldap/slapd.d'
    const found = reading({
      [conf]: 'not read\n',
      [`${folder}/cn=config.ldif`]: 'dn: cn=config\nobjectClass: olcGlobal\nolcTLSCertificateFile: /a.crt\nolcSecurity: ssf=128\n',
      [`${folder}/cn=config/olcDatabase={10}mdb.ldif`]: 'dn: olcDatabase={10}mdb\nolcSuffix: dc=b\nolcAccess: {0}to * by * none\n',
      [`${folder}/cn=config/olcDatabase={2}mdb.ldif`]: 'dn: olcDatabase={2}mdb\nolcSuffix: dc=a\nolcRootDN: cn=a\nolcRootPW:: c2VjcmV0\n',
      [`${folder}/cn=config/olcDatabase={2}mdb/olcOverlay={0}ppolicy.ldif`]: 'dn: olcOverlay={0}ppolicy\nolcPPolicyDefault: cn=p\n',
    })
    expect(ports(found)).toEqual(['389 required none'])
    expect(found.accounts).toMatchObject([{ user: { value: 'cn=a' }, password: { value: 'secret' } }])
    expect(judged(found)).toEqual(['rootpw 4', 'access to attrs=userPassword 2', 'overlay ppolicy 2'])
  })

  it('knows where a database comes from', () => {
    const sync =
      'syncrepl rid=1 provider=ldap://main.example bindmethod=simple binddn="cn=copy" credentials="a b" starttls=critical\n  tls_reqcert=never\n'
    const [connection] = reading({ [conf]: `${database}${sync}` }).connections ?? []
    expect(connection).toMatchObject({ host: 'main.example', port: 389, user: { value: 'cn=copy' }, password: { value: 'a b' } })
    expect(connection && [view(connection.encryption), view(connection.verification)]).toMatchObject([{ value: 'required' }, { value: 'none' }])
    const [far] = reading({ [conf]: 'database ldap\nsuffix "dc=far"\nuri "ldap://far.example:1389/"\n' }).connections ?? []
    expect(far).toMatchObject({ host: 'far.example', port: 1389 })
  })

  it('says what is not there', () => {
    expect(reading({}).gaps).toMatchObject([{ why: expect.stringContaining('neither slapd.conf nor cn=config') }])
    expect(reading({ [conf]: 'include /etc/ldap/more.conf\ninclude /etc/ldap/schema/core.schema\n' }).gaps).toMatchObject([
      { why: '/etc/ldap/more.conf is not here', place: { line: 1 } },
    ])
    expect(reading({ [conf]: `include ${conf}\n${database}` }).gaps).toEqual([])
  })
})

describe('a seed file that lies loose', () => {
  const people = 'dn: cn=ann,dc=shop,dc=example\nobjectClass: person\ncn: ann\nsn: A\nuserPassword: Plum-77-x\n'

  it('tells its accounts beside slapd.conf, and alone says that nothing of the server is known', () => {
    for (const more of [{}, { [conf]: database }]) {
      const found = reading({ '/etc/ldap/seed/people.ldif': people, ...more })
      expect(found.accounts).toMatchObject([{ user: { value: 'cn=ann,dc=shop,dc=example' }, password: { value: 'Plum-77-x' } }])
      expect(judged(found)).toContain('userPassword 5')
    }
    expect(reading({ '/etc/ldap/seed/people.ldif': people }).gaps).toHaveLength(1)
    expect(openldap.files?.some(({ content }) => content?.test(people) === true)).toBe(true)
  })
})
