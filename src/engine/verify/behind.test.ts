import { describe, expect, it } from 'vitest'
import type { Judgement } from '../../model/control.ts'
import type { Answer, Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { answersBehind, answersBehindPass } from './behind.ts'

function answer(probe: string, learned: Partial<Learned>, id = 'db:5432', vantage = 'this machine'): Answer {
  const asked = { id, component: id.split(':')[0]!, host: '127.0.0.1', port: 5432, protocol: 'postgres' } as const
  return { probe, asked, vantage, outcome: 'answered', learned: { said: '', ...learned }, transcript: [], at: '', milliseconds: 0 }
}

const observation: Observation = {
  concern: 'audit-log',
  key: 'logging',
  verdict: 'unsafe',
  trail: [],
  basis: 'observed',
  message: '',
  actual: '',
  expected: '',
  fix: '',
  stake: 'data',
}
const failed = {
  verdict: 'fail',
  message: '',
  expected: '',
  actual: '',
  fix: '',
  reach: 'host',
  stake: 'data',
  locations: [],
  basis: 'observed',
} as const
const answers = [
  answer('pg/transport', { tls: 'none' }),
  answer('pg/authentication', { authentication: 'none' }, 'db:5432', 'host db1'),
  answer('pg/settings', { observations: [observation] }),
  answer('redis/transport', { tls: 'none' }, 'redis:6379'),
]

describe('answers behind a judgement', () => {
  it.each<[string, Partial<Judgement>, readonly string[]]>([
    ['a property of a listener', { subject: 'db:5432', discriminator: 'tls' }, ['pg/transport db:5432']],
    ['another', { subject: 'db:5432', discriminator: 'authentication' }, ['pg/authentication db:5432 from host db1']],
    ['a channel', { subject: 'api->redis:6379' }, ['redis/transport redis:6379']],
    ['a concern', { subject: 'db', component: 'db', concern: 'audit-log', key: 'logging' }, ['pg/settings db:5432']],
    ['another key', { subject: 'db', component: 'db', concern: 'audit-log', key: 'other' }, []],
  ])('are those of %s', (_, judgement, expected) => {
    expect(answersBehind({ ...failed, subject: '', ...judgement } as Judgement, { answers })).toEqual(expected)
  })

  it('are none where it does not rest on the wire', () => {
    expect(answersBehind({ ...failed, basis: 'configured', subject: 'db:5432' }, { answers })).toEqual([])
    expect(answersBehind({ ...failed, subject: 'db:5432' }, {})).toEqual([])
  })
})

describe('answers behind what passes', () => {
  const safe = { ...observation, verdict: 'safe' } as const
  const heard = [
    answer('pg/transport', { tls: 'required' }),
    answer('pg/authentication', { authentication: 'password' }),
    answer('pg/settings', { observations: [safe] }),
    answer('pg/settings', { observations: [observation] }, 'db:5433'),
    answer('redis/transport', { tls: 'required' }, 'redis:6379'),
  ]
  it.each([
    ['channel/plaintext-refused', { subject: 'db:5432', component: 'db' }, ['pg/transport db:5432']],
    ['listener/authenticated', { subject: 'db:5432', component: 'db' }, ['pg/authentication db:5432']],
    ['component/audit-log', { subject: 'db', component: 'db', concern: 'audit-log', key: 'logging' }, ['pg/settings db:5432']],
    ['component/audit-log', { subject: 'db', component: 'db', concern: 'audit-log', key: 'other' }, []],
    ['store/persistent', { subject: 'db', component: 'db' }, []],
  ] as const)('%s of %j', (control, about, expected) => {
    expect(answersBehindPass(control, { verdict: 'pass', locations: [], ...about }, { answers: heard })).toEqual(expected)
  })
})
