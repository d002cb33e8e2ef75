import { expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { ports } from '../../testing/reading.ts'
import { kerberos } from './index.ts'
import { duration, hasWeakType } from './rules.ts'

function unsafe(files: Readonly<Record<string, string>>): readonly string[] {
  const { observations = [] } = kerberos.read(component({ form: 'process', files }), undefined)
  return observations.filter(({ verdict }) => verdict === 'unsafe').map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)
}

it('takes the first value, and what is included where the include stands', () => {
  const files = {
    '/etc/krb5.conf': 'includedir /etc/krb5.conf.d\n[libdefaults]\n rdns = true\n rdns = false\n allow_weak_crypto = yes\n',
    '/etc/krb5.conf.d/a.conf': '[libdefaults]\n allow_weak_crypto = false\n',
    '/etc/krb5.conf.d/a.conf~': '[libdefaults]\n forwardable = true\n',
  }
  expect(unsafe(files)).toEqual(['rdns krb5.conf:3'])
})

it('judges each realm of the KDC, whose own file is asked first', () => {
  const files = {
    '/etc/krb5.conf': '[realms]\n A = {\n  kdc = a\n  supported_enctypes = rc4-hmac:normal\n }\n',
    '/etc/krb5kdc/kdc.conf':
      '[kdcdefaults]\n kdc_listen = 88, 10.0.0.1:750\n[realms]\n A = {\n  supported_enctypes = aes256-cts:normal\n }\n B = {\n  max_life = 7d\n }\n',
  }
  // nobody asks for a proof in either
  expect(unsafe(files)).toEqual(['default_principal_flags kdc.conf:1', 'max_life kdc.conf:8'])
  expect(ports(kerberos.read(component({ form: 'process', files }), undefined))).toEqual([
    'kerberos 88 data required kerberos',
    'kerberos 750 data required kerberos',
  ])
})

it('listens nowhere on a client', () => {
  expect(ports(kerberos.read(component({ form: 'process', files: { '/etc/krb5.conf': '[libdefaults]\n' } }), undefined))).toEqual([])
})

it('finds rights for everybody', () => {
  expect(unsafe({ '/etc/krb5kdc/kadm5.acl': '*/admin@A *\n* i\n*@A  cl\n' })).toEqual(['kadm5.acl kadm5.acl:3'])
})

it('reads lists of encryption types and times', () => {
  expect(['aes256-cts aes128-cts', 'DEFAULT -rc4', 'DEFAULT +des', 'aes,rc4-hmac', 'camellia'].map(hasWeakType)).toEqual([
    false,
    false,
    true,
    true,
    false,
  ])
  expect(['24h', '1d 2h', '10:30', '36000', '7d', 'x', ''].map(duration)).toEqual([86_400, 93_600, 37_800, 36_000, 604_800, undefined, undefined])
})
