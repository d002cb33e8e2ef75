import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../model/observed.ts'
import { knownHosts } from '../../protocols/known-hosts.ts'
import { component } from '../../testing/component.ts'
import { talk } from '../../testing/talk.ts'
import { hostKeysKnown } from './known-hosts.ts'

const [own, other] = ['AAAAC3NzaC1lZDI1NTE5AAAAIOwn', 'AAAAC3NzaC1lZDI1NTE5AAAAIOther']
const fingerprint = (key: string): string => knownHosts(`x ssh-ed25519 ${key}`)[0]!.fingerprint

describe('a line of known_hosts', () => {
  const salt = Buffer.from('salt of a test 20 b.')
  const hashed = `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update('[db.example]:2222').digest('base64')}`

  it.each([
    ['db.example', 'db.example', 22, true],
    ['db.example', 'db.example', 2222, false],
    ['[db.example]:2222', 'DB.example', 2222, true],
    ['a,10.0.0.5', '10.0.0.5', 22, true],
    ['*.example,!db.example', 'db.example', 22, false],
    ['*.example,!db.example', 'web.example', 22, true],
    ['d?.example', 'db.example', 22, true],
    ['d?.example', 'd.example', 22, false],
    [hashed, 'db.example', 2222, true],
    [hashed, 'web.example', 2222, false],
    ['*'.repeat(3000), 'x'.repeat(3000), 22, true],
  ])('%s is about %s port %d: %s', (names, host, port, expected) => {
    expect(knownHosts(`${names} ssh-ed25519 ${own}`)[0]!.isAbout(host, port)).toBe(expected)
  })

  it('of another form is none', () => {
    expect(knownHosts(`# x\n\nhost\nhost ssh-rsa\n@odd host ssh-rsa ${own}\nhost ssh-rsa <key>\n`)).toEqual([])
    expect(knownHosts(`\n@revoked host ssh-rsa ${own}`)).toMatchObject([{ line: 2, marker: 'revoked', type: 'ssh-rsa' }])
  })
})

describe('the key that a server shows', () => {
  function told(text: string, key = own, type = 'ssh-ed25519'): readonly string[] {
    const deployment = talk({})
    const [first, ...rest] = deployment.components
    const files = { '/etc/ssh/ssh_known_hosts': text }
    const withFile = { ...first!, id: 'bastion', input: { ...component({ files }), id: 'bastion' } }
    const answer: Answer = {
      probe: 'ssh/server',
      asked: { id: 'bastion:22', component: 'bastion', host: '10.0.0.5', port: 22, protocol: 'ssh' },
      vantage: 'this machine',
      outcome: 'answered',
      learned: { said: 'x', hostKey: { type, fingerprint: fingerprint(key) } },
      transcript: [],
      at: '2026-01-01T00:00:00Z',
      milliseconds: 0,
    }
    return hostKeysKnown(withFile, { ...deployment, components: [withFile, ...rest] }, [answer]).map(
      ({ verdict, trail }) => `${verdict} line ${trail[0]?.line ?? 0}`,
    )
  }

  it.each([
    ['known by name', `bastion ssh-ed25519 ${own}`, ['safe line 1']],
    ['known by address', `10.0.0.5 ssh-ed25519 ${own}`, ['safe line 1']],
    ['one of several', `bastion ssh-ed25519 ${other}\nbastion ssh-ed25519 ${own}`, ['safe line 1']],
    ['another one', `x ssh-ed25519 ${own}\nbastion ssh-ed25519 ${other}`, ['unsafe line 2']],
    ['revoked', `bastion ssh-ed25519 ${own}\n@revoked * ssh-ed25519 ${own}`, ['unsafe line 2']],
    ['of another kind', `bastion ssh-rsa ${other}`, []],
    ['of a host that nobody knows', `db ssh-ed25519 ${other}`, []],
  ])('is %s', (_, text, expected) => {
    expect(told(text)).toEqual(expected)
  })
})
