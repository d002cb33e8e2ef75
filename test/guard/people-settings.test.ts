import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { notesOn } from '../../src/guard/document/notes.ts'
import { readGuard } from '../../src/guard/document/read.ts'
import type { Sources, World } from '../../src/guard/people/sources.ts'
import { sourcesOf } from '../../src/guard/people/sources.ts'
import { exampleText } from './example.ts'
import { memoryAccounts } from './memory-accounts.ts'
import { memoryOnce } from './memory-once.ts'
import type { SigningKey } from './saml-provider.ts'
import { idp, providerMetadata, signingKey } from './saml-provider.ts'

const example = exampleText({ folder: '/run/guard', https: 8443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })
const written = `people:
  ldap:
    url: ldaps://ldap.example.org:636
    authority: /tls/ldap.crt
    name: ldap.example.org
    account: { dn: "cn=guard,dc=example", password: "file:/run/secrets/ldap" }
    people: { base: "ou=people,dc=example" }
  saml: { called: the works, metadata: /etc/idp.xml, attributes: { groups: memberOf }, holds: 30m }
  oidc:
    called: the house
    issuer: https://id.example.org
    client: { id: guard, secret: "env:OIDC_SECRET" }
    groups: groups
`

function read(people: string): ReturnType<typeof readGuard> {
  return readGuard('guard.yaml', example.replace('sites:\n', `${people}sites:\n`))
}

describe('people of guard.yaml', () => {
  let key: SigningKey
  beforeAll(async () => {
    key = await signingKey(20)
  })

  function sources(people: string): Sources {
    const answer = read(people)
    if ('mistakes' in answer) throw new Error(JSON.stringify(answer.mistakes))
    const world: World = {
      read: (file) => (file === '/etc/idp.xml' ? providerMetadata([key.certificate]) : key.certificate),
      secret: (named) => `what ${named} stands for, which is long enough`,
      name: 'trial',
      hosts: answer.document.sites.map(({ host }) => host),
      port: answer.document.settings.listen.https,
      once: memoryOnce(Date.now),
      accounts: memoryAccounts(),
      telling: () => Promise.resolve(),
      random: randomBytes,
      now: Date.now,
    }
    return sourcesOf(answer.document.settings.people, world)
  }

  it('become sources', async () => {
    const all = sources(written)
    expect(all).toMatchObject({ saml: { name: 'the works' }, oidc: { name: 'the house' }, logIn: expect.any(Function) as unknown })
    const metadata = all.saml?.metadata(['localhost']) ?? ''
    expect(metadata).toContain('entityID="https://localhost:8443/.guard/saml/metadata"')
    expect(metadata).toContain('Location="https://localhost:8443/.guard/saml/acs"')
    expect((await all.saml?.start('localhost'))?.location).toContain('https://idp.example.org/sso')
    // a provider cannot be asked again
    expect(await all.lookUp(`saml:${idp}#ann`)).toBe('unavailable')
  })

  it('are read as the page shows them', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/guard.md'), 'utf8')
    const shown = [...page.matchAll(/\n(?<text>people:\n[^]*?)```/g)].map(({ groups }) => read(groups?.['text'] ?? ''))
    expect(shown).toMatchObject([
      { document: { settings: { people: { local: { 'second-factor': 'required' } } } } },
      { document: { settings: { people: { ldap: {}, saml: { holds: '1h' }, oidc: { scopes: [] } } } } },
    ])
  })

  it('may be left out', () => {
    expect(Object.keys(sources('')).toSorted()).toEqual(['lookUp'])
  })

  const own = (more: string): string => `people: { local: { secret: "env:ACCOUNTS"${more} } }\n`

  it('may be accounts of their own, which is told', () => {
    expect(sources(own(''))).toMatchObject({ local: { accounts: {}, office: {} }, logIn: expect.any(Function) as unknown })
    const messages = (people: string): readonly string[] => {
      const answer = read(people)
      return 'document' in answer ? notesOn(answer.document).map(({ message }) => message) : answer.mistakes.map(({ message }) => message)
    }
    expect(messages(own(''))).toContainEqual(expect.stringContaining('the guides want an external provider'))
    expect(messages(own(', second-factor: optional'))).toContainEqual(expect.stringContaining('a password alone'))
    expect(messages(written)).not.toContainEqual(expect.stringContaining('people.local'))
    expect(messages(own(', domain: example.org'))).toContain('people.local.domain: localhost is not of it')
    expect(messages(written.replace('people:\n', 'people:\n  local: { secret: "env:X" }\n'))).toContain(
      'people: local or ldap: a password is tried in one place',
    )
  })

  it.each([
    ['ldaps://ldap.example.org', 'http://ldap.example.org', 'people.ldap.url: ldaps://host:port, or ldap://host:port, which is upgraded to TLS'],
    ['file:/run/secrets/ldap', 'hunter2', 'people.ldap.account.password: file:PATH or env:NAME: a secret is named here, never written'],
    ['env:OIDC_SECRET', 'hunter2', 'people.oidc.client.secret: file:PATH or env:NAME: a secret is named here, never written'],
    ['https://id.example.org', 'http://id.example.org', 'people.oidc.issuer: https://, as the provider writes it'],
    ['holds: 30m', 'holds: forever', 'people.saml.holds: a number with s, m, h or d'],
    ['called: the house', 'labelled: the house', 'people.oidc has no key "labelled"'],
  ])('are not %s but %s', (from, to, message) => {
    const answer = read(written.replace(from, to))
    expect('mistakes' in answer ? answer.mistakes.map((one) => one.message) : []).toContain(message)
  })
})
