import { describe, expect, it } from 'vitest'
import type { CredentialUse } from '../model/graph.ts'
import { setting } from '../model/setting.ts'
import { groupsOf } from './secret-groups.ts'
import { shapeOf } from './secrets.ts'

function use(line: number, more: Partial<Omit<CredentialUse, 'user'>> & { readonly user?: string }): CredentialUse {
  const { user, ...rest } = more
  return {
    component: 'app',
    key: 'PASSWORD',
    as: 'client',
    power: 'unknown',
    profiles: [],
    by: 'environment',
    trail: [{ file: 'compose.yaml', line }],
    ...(user === undefined ? {} : { user: setting(user) }),
    ...rest,
  }
}

function groups(...uses: readonly CredentialUse[]): readonly (readonly number[])[] {
  const value = setting('admin')
  return groupsOf({ label: 'secret A', value, strength: 'known', uses }).map((group) => group.uses.map(({ trail }) => trail[0]!.line))
}

describe('uses of one value', () => {
  it('stay together where they are a door and who opens it', () => {
    const server = use(2, { component: 'db', key: 'POSTGRES_PASSWORD', as: 'account', user: 'app', opens: 'db:5432' })
    expect(groups(use(1, { key: 'DATABASE_URL', by: 'url', user: 'app', opens: 'db:5432' }), server)).toEqual([[1, 2]])
  })

  it('part where they open different doors', () => {
    const ldap = use(2, { component: 'ldap', key: 'LDAP_ADMIN_PASSWORD', as: 'account', user: 'cn=admin', opens: 'ldap:389' })
    expect(
      groups(use(1, { component: 'grafana', key: 'GF_SECURITY_ADMIN_PASSWORD', as: 'account', user: 'admin', opens: 'grafana:3000' }), ldap),
    ).toEqual([[1], [2]])
  })

  it('stay together on one line, under one name, and where a door has a value of no known role', () => {
    expect(groups(use(1, { component: 'a', opens: 'x:1' }), use(1, { component: 'b', opens: 'y:1', key: 'OTHER' }))).toEqual([[1, 1]])
    expect(groups(use(1, { component: 'a', as: 'secret', key: 'SECRET_KEY' }), use(2, { component: 'b', as: 'secret', key: 'SECRET_KEY' }))).toEqual([
      [1, 2],
    ])
    expect(groups(use(1, { component: 'server', as: 'named', key: 'SERVICE_PWD' }), use(2, { by: 'url', key: 'CONN', opens: 'server:80' }))).toEqual([
      [1, 2],
    ])
  })
})

describe('the shape of a key', () => {
  it.each([
    ['feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308', { encoding: 'hex', bytes: 32 }],
    ['L5Z7WRVv5zaexK0OL3pS2stYUF-gx_UmfDBqWQ4br6Y=', { encoding: 'base64url', bytes: 32 }],
    ['Cornflow_admin1234', undefined],
    ['changeme', undefined],
  ])('%s', (value, shape) => expect(shapeOf(value)).toEqual(shape))
})
