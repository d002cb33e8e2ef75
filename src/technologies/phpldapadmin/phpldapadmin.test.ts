import { expect, it } from 'vitest'
import type { Reading } from '../../model/technology.ts'
import { component } from '../../testing/component.ts'
import { told } from '../../testing/reading.ts'
import { phpldapadmin } from './index.ts'

function reading(env: Readonly<Record<string, string>>, image = 'osixia/phpldapadmin:0.9.0'): Reading {
  return phpldapadmin.read(component({ image, env }), undefined)
}

function ends({ listeners = [], connections = [] }: Reading): readonly string[] {
  return [
    ...listeners.map(({ port, tls }) => `${port} ${told(tls)}`),
    ...connections.map(({ host, port, encryption, verification }) => `${host}:${port} ${told(encryption)} ${told(verification)}`),
  ]
}

it('speaks HTTPS unless it is told not to', () => {
  expect(ends(reading({}))).toEqual(['443 required'])
  expect(ends(reading({ PHPLDAPADMIN_HTTPS: 'false' }))).toEqual(['80 none'])
  expect(ends(reading({ PHPLDAPADMIN_HTTPS: '${HTTPS}' }))).toEqual(['80 ?', '443 ?'])
})

it('asks the directory in clear text unless tls is true', () => {
  expect(ends(reading({ PHPLDAPADMIN_LDAP_HOSTS: 'ldap' }))).toEqual(['443 required', 'ldap:389 none none'])
  const structured = "#PYTHON2BASH:[{'ldap.shop': [{'server': [{'tls': True}]},{'login': [{'bind_id': 'cn=admin,dc=shop'}]}]}]"
  expect(ends(reading({ PHPLDAPADMIN_LDAP_HOSTS: structured }))).toEqual(['443 required', 'ldap.shop:389 required name'])
  expect(ends(reading({ PHPLDAPADMIN_LDAP_HOSTS: structured, PHPLDAPADMIN_LDAP_CLIENT_TLS_REQCERT: 'never' }))[1]).toBe('ldap.shop:389 required none')
})

it('reads version 2 of its own image', () => {
  const found = reading({ APP_KEY: 'base64:abc', APP_DEBUG: 'true' }, 'phpldapadmin/phpldapadmin:2.0')
  expect(ends(found)).toEqual(['8080 none'])
  expect(found.secrets?.[0]?.key).toBe('APP_KEY')
  expect(found.observations?.[0]?.key).toBe('APP_DEBUG')
})
