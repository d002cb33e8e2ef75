import { describe, expect, it } from 'vitest'
import { byDefault, configured } from '../../model/fact.ts'
import type { Pace, Technology } from '../../model/technology.ts'
import type { DeployedSketch } from '../../testing/deployment.ts'
import { deployment, line, outcome, passing, port } from '../../testing/deployment.ts'
import { guesses } from './guesses.ts'

const web = {
  protocol: 'http',
  purpose: 'application',
  tls: byDefault('none' as const, 'so'),
  authentication: byDefault('none' as const, 'so'),
} as const
const app: DeployedSketch = {
  id: 'app',
  is: { role: 'application', reading: { listeners: [{ ...web, port: 5000, logInPaths: [{ path: '/login/', is: 'log-in' }] }] } },
}

function proxy(pace: Technology['pace'], role: 'proxy' | 'application' = 'proxy'): DeployedSketch {
  const connection = {
    protocol: 'http',
    host: 'app',
    port: 5000,
    encryption: configured('none' as const, [line(6)]),
    verification: byDefault('none' as const, 'so'),
    authentication: byDefault('delegated' as const, 'so'),
    key: 'proxy_pass',
    trail: [line(6)],
  } as const
  const is = { role, reading: { listeners: [{ ...web, port: 80 }], connections: [connection] }, ...(pace === undefined ? {} : { pace }) }
  return { id: 'proxy', ports: [port('80:80', 11)], is }
}

const told =
  (perMinute: Pace['perMinute']): Technology['pace'] =>
  (_, program, paths) =>
    program.host === 'app' && program.port === 5000 ? paths.map((path) => ({ path, perMinute })) : undefined

describe('channel/guesses', () => {
  const judged = (pace: Technology['pace'], role?: 'application') => deployment({ components: [proxy(pace, role), app] })

  it.each(['unlimited' as const, 1200])('fires where one address gets through %s times a minute', (perMinute) => {
    expect(outcome(guesses, judged(told(perMinute)))).toEqual(['proxy->app:5000 medium compose.yml:6'])
  })

  it.each([0, 10, 60])('passes at %s a minute', (perMinute) => {
    expect(passing(guesses, judged(told(perMinute)))).toEqual(['proxy->app:5000'])
  })

  it('leaves open what a proxy does not tell', () => {
    expect(outcome(guesses, judged(undefined))).toEqual(['proxy->app:5000 unknown compose.yml:6'])
  })

  it('has nothing to say of programs that call each other', () => {
    expect([...guesses.judge(judged(told('unlimited'), 'application'))]).toEqual([])
  })

  it('asks the proxy in front, not what takes TLS for the program beside it', () => {
    const beside: DeployedSketch = { ...proxy(told('unlimited')), id: 'tls', ports: [], networkOf: 'app' }
    const reading = beside.is?.reading
    const inner = { ...beside, is: { ...beside.is, reading: { ...reading, connections: [{ ...reading!.connections![0]!, host: '127.0.0.1' }] } } }
    const outer = proxy((_, __, paths) => paths.map((path) => ({ path, perMinute: 'unlimited' })))
    const connections = [{ ...outer.is!.reading!.connections![0]!, host: 'app', port: 80 }]
    const front = { ...outer, is: { ...outer.is, reading: { ...outer.is!.reading, connections } } }
    expect(outcome(guesses, deployment({ components: [front, app, inner] }))).toEqual(['proxy->tls:80 medium compose.yml:6'])
  })
})
