import { expect, it } from 'vitest'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { Listener } from '../../model/graph.ts'
import type { Answer, Learned } from '../../model/observed.ts'
import { talk } from '../../testing/talk.ts'
import { disagreements } from './disagree.ts'

function listener(more: Partial<Listener>): Listener {
  const [first] = talk({ server: { port: 7000, protocol: 'redis', purpose: 'data' } }).listeners
  return { ...first!, ...more }
}

function answered(learned: Omit<Learned, 'said'>): Answer {
  const asked = { id: 'db:7000', component: 'db', host: '127.0.0.1', port: 7000, protocol: 'redis' as const }
  const base = { probe: 'redis/x', vantage: 'this machine', transcript: [], at: '2026-01-01T00:00:00Z', milliseconds: 1 }
  return { ...base, asked, outcome: 'answered', learned: { said: 'x', ...learned } }
}

it.each<[string, Partial<Listener>, Omit<Learned, 'said'>, readonly string[]]>([
  ['a password that is not asked for', { authentication: configured('password', []) }, { authentication: 'none' }, ['password none']],
  ['a password that no file tells of', { authentication: byDefault('none', 'x') }, { authentication: 'password' }, ['none password']],
  ['a certificate before the password', { authentication: configured('password', []) }, { authentication: 'certificate' }, []],
  ['a log-in that is passed on', { authentication: byDefault('delegated', 'x') }, { authentication: 'none' }, []],
  ['what no file tells', { authentication: unknown('x') }, { authentication: 'none' }, []],
  ['TLS that is only offered', { tls: configured('required', []) }, { tls: 'optional' }, ['required optional']],
  ['pages where only redirects are written', { redirects: true }, { redirects: false }, ['redirects alone pages']],
  ['redirects to another host', { redirects: true }, { redirects: 'elsewhere' }, []],
  ['pages where no file tells of redirects', {}, { redirects: false }, []],
  ['TLS as it is written', { tls: configured('required', []) }, { tls: 'required' }, []],
])('weighs %s', (_, declared, learned, expected) => {
  const found = disagreements(listener(declared), [answered(learned)])
  expect(found.map((each) => `${each.declared} ${each.observed}`)).toEqual(expected)
})

it('lets the weakest of several copies speak', () => {
  const copies = [answered({ authentication: 'password' }), answered({ authentication: 'none' })]
  expect(disagreements(listener({ authentication: configured('password', []) }), copies).map(({ observed }) => observed)).toEqual(['none'])
})
