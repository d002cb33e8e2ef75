import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Directory as Ldap } from '../../src/guard/people/ldap/index.ts'
import { directory } from '../../src/guard/people/ldap/index.ts'
import type { Directory } from '../guard/slapd.ts'
import { passwords, slapd, startedSlapd } from '../guard/slapd.ts'
import { authority } from '../tls/certificate.ts'
import { goodPair, pki } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { isMissing, reason, sandbox } from './server.ts'

describe.skipIf(isMissing(slapd))(`people of a directory${reason(slapd)}`, () => {
  let box: Sandbox
  let server: Directory
  let people: Ldap
  beforeAll(async () => {
    box = sandbox('guard-ldap')
    const certificates = pki(box)
    const pair = goodPair(certificates)
    server = await startedSlapd(box, { ...pair, ca: certificates.ca, authority: certificates.root.pem })
    people = directory(server.settings)
  }, 60_000)
  afterAll(() => box.stop())

  const changed = (more: Partial<typeof server.settings>): Ldap => directory({ ...server.settings, ...more })

  it('are recognised by name and password, with all their groups', async () => {
    expect(await people.logIn('ann', passwords.ann)).toEqual({
      id: 'ldap:7',
      name: 'Ann',
      groups: ['ldap:planners', 'ldap:staff'],
      secondFactor: false,
    })
    expect(await people.logIn('bob', passwords.bob)).toMatchObject({ id: 'ldap:8', groups: ['ldap:round', 'ldap:trip'] })
  })

  it.each<[string, string, string]>([
    ['a wrong password', 'ann', 'wrong'],
    ["somebody else's password", 'ann', passwords.bob],
    ['an empty password', 'ann', ''],
    ['an empty name', '', passwords.ann],
    ['a name that nobody has', 'nobody', passwords.ann],
    ['a name that two have', 'twin', 'p'],
    ['a star', '*', passwords.ann],
    ['a part of a name', 'an*', passwords.ann],
    ['a filter in the name', 'ann)(uid=*', passwords.ann],
    ['a filter that ends', '*)(|(objectClass=*)', passwords.ann],
    ['a filter that is negated', 'ann))(!(uid=x', passwords.ann],
    ['an escaped star', String.raw`\2a`, passwords.ann],
    ['a NUL', 'ann\0', passwords.ann],
    ['a NUL in the password', 'ann', `${passwords.ann}\0`],
    ['the name of an entry', 'uid=ann,ou=people,dc=shop,dc=example', passwords.ann],
    ['an account that is no person', 'searcher', 'a-long-password-of-the-searcher'],
    ['a very long name', 'a'.repeat(100_000), passwords.ann],
    ['a very long password', 'ann', 'a'.repeat(100_000)],
  ])('are not recognised by %s', async (_, name, password) => {
    expect(await people.logIn(name, password)).toMatchObject({ refused: 'wrong' })
  })

  it('are not recognised where their groups cannot all be known', async () => {
    expect(await people.logIn('deep', 'a-long-password-of-deep')).toMatchObject({ refused: 'unavailable' })
  })

  it('are asked for at the server that was meant alone', async () => {
    expect(await changed({ authority: authority('Another Root').pem }).logIn('ann', passwords.ann)).toMatchObject({ refused: 'unavailable' })
    expect(await changed({ name: 'other.example' }).logIn('ann', passwords.ann)).toMatchObject({ refused: 'unavailable' })
    expect(await changed({ url: server.settings.url.replace('ldaps:', 'ldap:') }).logIn('ann', passwords.ann)).toMatchObject({
      refused: 'unavailable',
    })
    expect(await changed({ account: { ...server.settings.account, password: 'wrong' } }).logIn('ann', passwords.ann)).toMatchObject({
      refused: 'unavailable',
    })
  })

  it('are looked up until they are gone, and nobody is gone because the server is', async () => {
    expect(await people.lookUp('ldap:8')).toMatchObject({ name: 'Bob' })
    await server.stop()
    expect(await people.lookUp('ldap:8')).toBe('unavailable')
    expect(await people.logIn('bob', passwords.bob)).toMatchObject({ refused: 'unavailable' })
    await server.start()
    await server.remove('bob')
    expect(await people.lookUp('ldap:8')).toBe('gone')
    expect(await people.logIn('bob', passwords.bob)).toMatchObject({ refused: 'wrong' })
  })
})
