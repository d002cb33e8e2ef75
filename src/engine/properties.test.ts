import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Finding } from '../model/report.ts'
import type { Authentication, Encryption, Verification } from '../model/vocabulary.ts'
import { byDefault, configured, unknown } from '../model/fact.ts'
import type { Fact } from '../model/fact.ts'
import { severities } from '../model/severity.ts'
import { controls } from '../registry.ts'
import type { DeployedSketch, DeploymentSketch } from '../testing/deployment.ts'
import { deployment, line, port, volume, written } from '../testing/deployment.ts'
import { compareFindings, judge } from './judge.ts'
import { reportDeployment } from './report.ts'

const ids = ['api', 'db', 'web', '__proto__', 'db-1'] as const
const at = fc.integer({ min: 1, max: 40 })
const value = fc.constantFrom('postgres', 'Vq7xN2mRb8kTz4LwHs9c', 'short', '', '${HOLE}', '<your-password>', 'constructor')
const numbers = fc.constantFrom(80, 443, 5432, 6379, 5005, 8080)
const network = fc.constantFrom('front', 'back', 'closed', 'host')

function fact<T>(values: readonly T[]): fc.Arbitrary<Fact<T>> {
  return fc
    .tuple(fc.constantFrom(...values), fc.nat(2), at)
    .map(([one, kind, place]) =>
      kind === 0 ? unknown<T>('nobody knows') : kind === 1 ? byDefault(one, 'by default') : configured(one, [line(place)]),
    )
}

const encryption = fact<Encryption>(['none', 'optional', 'required'])
const authentication = fact<Authentication>(['none', 'password', 'certificate'])
const text = fc.tuple(value, at).map(([one, place]) => written(one, place))

const listener = fc.record({
  port: numbers,
  protocol: fc.constantFrom('postgres', 'http', 'debug'),
  purpose: fc.constantFrom('data', 'application', 'admin', 'debug'),
  tls: encryption,
  authentication,
})
const connection = fc.record(
  {
    protocol: fc.constantFrom('postgres', 'redis', 'http'),
    host: fc.constantFrom(...ids, 'localhost', 'host.docker.internal', 'x.example.org', '${HOST}'),
    key: fc.constantFrom('A_URL', 'B_URL'),
    trail: at.map((place) => [line(place)]),
    encryption,
    verification: fact<Verification>(['none', 'chain', 'name']),
    authentication,
    port: numbers,
    user: text,
    password: text,
  },
  { requiredKeys: ['protocol', 'host', 'key', 'trail', 'encryption', 'verification', 'authentication'] },
)
const account = fc.record({
  user: text,
  password: text,
  power: fc.constantFrom('administrator', 'application', 'unknown'),
  key: fc.constantFrom('USER', 'ROOT'),
})
const secret = fc.record({ key: fc.constantFrom('KEY', 'SALT'), purpose: fc.constantFrom('signing', 'encryption'), value: text })

/** Several findings on one line, equal values everywhere, namespaces in a circle: what makes ids and groups collide. */
function component(id: string): fc.Arbitrary<DeployedSketch> {
  return fc.record(
    {
      id: fc.constant(id),
      env: fc.dictionary(fc.constantFrom('DATABASE_URL', 'API_TOKEN', 'DB_PASSWORD', 'DEBUG'), fc.tuple(value, at)),
      ports: fc.array(
        fc
          .tuple(fc.constantFrom('5432:5432', '127.0.0.1:80:80', '8000-8002:8080-8082', '${BIND}:6379:6379', '9000'), at)
          .map(([one, place]) => port(one, place)),
        { maxLength: 2 },
      ),
      mounts: fc.array(
        fc.tuple(fc.constantFrom('/data', '/', '/var/run/docker.sock'), at).map(([path, place]) => volume('keep', path, place)),
        { maxLength: 2 },
      ),
      networks: fc.uniqueArray(network, { maxLength: 2 }),
      networkOf: fc.constantFrom(...ids, 'gone'),
      profiles: fc.subarray(['full', 'demo']),
      command: fc.array(value, { maxLength: 2 }),
      is: fc.record({
        technology: fc.constantFrom('redis', 'x'),
        role: fc.constantFrom('datastore', 'application', 'admin', 'job'),
        reading: fc.record({
          listeners: fc.array(listener, { maxLength: 2 }),
          connections: fc.array(connection, { maxLength: 3 }),
          accounts: fc.array(account, { maxLength: 2 }),
          secrets: fc.array(secret, { maxLength: 2 }),
          stores: fc.constant([{ path: '/data/x', holds: 'data' as const }]),
        }),
      }),
    },
    { requiredKeys: ['id'] },
  )
}

const sketch: fc.Arbitrary<DeploymentSketch> = fc
  .subarray([...ids])
  .chain((chosen) => fc.tuple(...chosen.map(component)))
  .map((components) => ({
    components,
    networks: [
      { name: 'closed', internal: true },
      { name: 'back', encrypted: true },
    ],
  }))

function findings(given: DeploymentSketch): readonly Finding[] {
  return judge(deployment(given), controls, []).findings
}

it('findings of any deployment are sorted, counted, placed, and each its own', () => {
  fc.assert(
    fc.property(sketch, (given) => {
      const found = findings(given)
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
      expect([...found].sort(compareFindings).map(({ severity }) => severities.indexOf(severity))).toEqual(
        found.map(({ severity }) => severities.indexOf(severity)),
      )
      for (const one of found) {
        expect(one.occurrences).toBeGreaterThanOrEqual(1)
        expect(one.locations.length).toBeGreaterThanOrEqual(1)
        for (const { line: first, endLine } of one.locations) expect(first >= 1 && endLine >= first && endLine <= 60).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})

it('the same deployment gives the same report, byte for byte', () => {
  fc.assert(
    fc.property(sketch, (given) => {
      const report = (): string => {
        const graph = deployment(given)
        return JSON.stringify(reportDeployment(graph, judge(graph, controls, [])))
      }
      expect(report()).toBe(report())
    }),
    { numRuns: 50 },
  )
})

it('no finding of a control of secrets shows a strong value', () => {
  fc.assert(
    fc.property(sketch, (given) => {
      const told = findings(given).filter(({ control }) => control.startsWith('secret/'))
      for (const { message, actual, expected, fix } of told) expect([message, actual, expected, fix].join('\n')).not.toContain('Vq7xN2mRb8kTz4LwHs9c')
    }),
    { numRuns: 50 },
  )
})

/** Ids of findings on a component of its own line do not follow the order in which components are written. */
it('ids do not follow the order of components', () => {
  const one: DeployedSketch = { id: 'api', at: 10, env: { API_TOKEN: ['postgres', 12], OTHER_TOKEN: ['short', 13] }, ports: [port('5432:5432', 14)] }
  const two: DeployedSketch = {
    id: 'web',
    at: 20,
    env: { WEB_TOKEN: ['admin', 22], DATABASE_URL: ['postgres://app:secret@api:5432/x', 23] },
    ports: [port('8080:80', 24)],
  }
  const listed = (components: readonly DeployedSketch[]): readonly string[] =>
    findings({ components })
      .map(({ id, control }) => `${control} ${id}`)
      .sort()
  expect(listed([one, two])).toEqual(listed([two, one]))
  expect(listed([one, two]).length).toBeGreaterThan(5)
})
