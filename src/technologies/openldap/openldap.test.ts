import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { openldap } from './index.ts'

const people = readFileSync(join(import.meta.dirname, 'examples/weak/people.ldif'), 'utf8')
const seedPath = '/container/service/slapd/assets/config/bootstrap/ldif/50-people.ldif'

function reading(sketch: ComponentSketch): Reading {
  return openldap.read(component({ image: 'osixia/openldap:1.5.0', ...sketch }), undefined)
}

function ports({ listeners = [] }: Reading): readonly string[] {
  return listeners.map(({ port, tls, authentication }) => {
    const [encryption, login] = [view(tls), view(authentication)]
    return `${port} ${encryption.known ? encryption.value : '?'} ${login.known ? login.value : '?'}`
  })
}

function accounts({ accounts: all = [] }: Reading): readonly string[] {
  return all.map(({ user, password, power, key }) => `${key} ${user?.value} ${password?.value ?? '-'} ${power} ${password?.trail[0]?.line ?? '-'}`)
}

function unsafe({ observations = [] }: Reading): readonly string[] {
  return observations
    .filter(({ verdict }) => verdict === 'unsafe')
    .map(({ key, concern, trail }) => `${key} ${concern} ${trail.map(({ line }) => line).join(',')}`)
}

describe('osixia/openldap', () => {
  it('has published passwords and optional TLS by default', () => {
    const found = reading({})
    expect(ports(found)).toEqual(['389 optional password', '636 required password'])
    expect(accounts(found)).toEqual([
      'LDAP_ADMIN_PASSWORD cn=admin,dc=example,dc=org admin administrator 3',
      'LDAP_CONFIG_PASSWORD cn=admin,cn=config config administrator 3',
    ])
    expect(unsafe(found)).toEqual([])
  })

  it('reads the weak example', () => {
    const found = reading({
      env: { LDAP_DOMAIN: ['shop.example', 10], LDAP_REMOVE_CONFIG_AFTER_SETUP: ['false', 11], LDAP_TLS_VERIFY_CLIENT: ['never', 12] },
      files: { [seedPath]: people },
    })
    expect(unsafe(found)).toEqual([
      'LDAP_REMOVE_CONFIG_AFTER_SETUP secret-left-behind 11',
      'LDAP_TLS_VERIFY_CLIENT tls-verification 12',
      'userPassword encryption-at-rest 12,20',
    ])
    expect(accounts(found).slice(2)).toEqual([
      'userPassword uid=ann,ou=people,dc=shop,dc=example orange-tree-7 administrator 12',
      'userPassword uid=bob,ou=people,dc=shop,dc=example plum-cake-9 application 20',
    ])
    expect(accounts(found)[0]).toContain('cn=admin,dc=shop,dc=example admin')
  })

  it('reads the hardened settings', () => {
    const files = { '/run/secrets/admin': 'Vq3-aa81-hW\n', '/run/secrets/config': 'b7Rt-0a1k-Zz\n' }
    const env = {
      LDAP_TLS_ENFORCE: 'true',
      LDAP_ADMIN_PASSWORD_FILE: '/run/secrets/admin',
      LDAP_CONFIG_PASSWORD_FILE: '/run/secrets/config',
      LDAP_ADMIN_PASSWORD: 'ignored',
    }
    const found = reading({ env, files })
    expect(ports(found)).toEqual(['389 required password', '636 required password'])
    expect(accounts(found).map((line) => line.split(' ')[2])).toEqual(['Vq3-aa81-hW', 'b7Rt-0a1k-Zz'])
    expect(unsafe(found)).toEqual([])
  })

  it('says unknown where a switch has no value', () => {
    expect(ports(reading({ env: { LDAP_TLS: '${TLS}' } }))).toEqual(['389 ? password', '636 required password'])
    expect(ports(reading({ env: { LDAP_TLS: 'false' } }))).toEqual(['389 none password'])
  })

  it('takes hashes for what they are, and template values for unknown', () => {
    const ldif =
      'dn: cn=a,{{ LDAP_BASE_DN }}\nuserPassword: {SSHA}abc\n\ndn: cn=b,dc=x\nuserPassword: {{ LDAP_READONLY_USER_PASSWORD_ENCRYPTED }}\n\ndn: cn=c,dc=x\nuserPassword: {MD5}abc\n'
    const found = reading({ files: { [seedPath]: ldif } })
    expect(unsafe(found)).toEqual(['userPassword encryption-at-rest 8'])
    expect(found.accounts?.filter(({ key }) => key === 'userPassword').map(({ password }) => password?.unresolved.length)).toEqual([
      undefined,
      1,
      undefined,
    ])
  })
})

describe('bitnami/openldap', () => {
  it('has no TLS, published passwords and open reading by default', () => {
    const found = reading({ image: 'bitnami/openldap:2.6' })
    expect(ports(found)).toEqual(['1389 none none'])
    expect(accounts(found).map((line) => line.split(' ').slice(1, 4).join(' '))).toEqual([
      'cn=admin,dc=example,dc=org adminpassword administrator',
      'user01 bitnami1 application',
      'user02 bitnami2 application',
    ])
    expect(unsafe(found)).toEqual(['LDAP_ALLOW_ANON_BINDING anonymous-access 3'])
  })

  it('closes what is asked for', () => {
    const env = {
      LDAP_ENABLE_TLS: 'yes',
      LDAP_REQUIRE_TLS: 'yes',
      LDAP_ALLOW_ANON_BINDING: 'no',
      LDAP_PORT_NUMBER: '389',
      LDAP_ADMIN_PASSWORD: 'Vq3-aa81-hW',
      LDAP_SKIP_DEFAULT_TREE: 'yes',
    }
    const found = reading({ image: 'bitnamilegacy/openldap:2.6', env })
    expect(ports(found)).toEqual(['389 required password', '1636 required password'])
    expect(unsafe(found)).toEqual([])
    expect(accounts(found)).toHaveLength(1)
  })
})

it('knows nothing of other images', () => {
  expect(ports(reading({ image: 'someone/openldap:1' }))).toEqual(['389 ? ?'])
})
