import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeploymentReport, Report } from '../../src/model/report.ts'
import { call, project } from '../in-process.ts'
import type { Running, Start } from '../lab/deployment.ts'
import { startDeployment } from '../lab/deployment.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const dockerd = program('/usr/sbin/dockerd')

interface Twin {
  readonly path: string
  readonly secrets?: Start['secrets']
  /** Listeners that files and wire are expected to tell differently, each with its reason. */
  readonly differs?: Readonly<Record<string, string>>
}

const celery = 'user default off\nuser celery on >lab-password-of-celery ~* &* +@all -@dangerous\n'

const twins: readonly Twin[] = [
  { path: 'cornflow/weak' },
  { path: 'cornflow/hardened', secrets: { 'redis_users.acl': celery } },
  { path: 'corridor/weak' },
  { path: 'corridor/hardened', secrets: { 'redis_users.acl': celery } },
  { path: 'coopr/weak' },
  { path: 'coopr/hardened' },
  { path: 'enmeshed/weak' },
  { path: 'enmeshed/hardened' },
  { path: 'hyperswitch/weak' },
  { path: 'hyperswitch/hardened', secrets: { 'redis_users.acl': celery } },
]

describe.skipIf(isMissing(dockerd))(`the examples, running${reason(dockerd)}`, () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine()
  })
  afterAll(() => engine.stop())

  it.each(twins)('$path is as its files say', { timeout: 240_000 }, async ({ path, secrets, differs = {} }) => {
    const example = join(project, 'examples', path)
    const planned = main(await reported(['audit', example]))
    const ports = new Map(planned.components.map(({ id, listeners }) => [id, listeners.map(({ port }) => port)]))
    const running = await startDeployment(engine, {
      example,
      name: planned.name,
      ports: (service) => ports.get(service) ?? [],
      names: ['optimise.example.org', 'corridor.example.org', 'coopr.example.org', 'connector.example.org', 'payments.example.org'],
      ...(secrets === undefined ? {} : { secrets }),
    })
    try {
      const report = await eventually(() => verified(running, engine))
      const real = new Set(running.real)
      const asked = (report.answers ?? []).filter(({ listener, probe }) => real.has(listener.split(':')[0]!) && probe.endsWith('/transport'))
      expect(asked.length).toBeGreaterThan(0)
      const otherwise = report.findings.filter(({ control, subject }) => control === 'listener/as-declared' && real.has(subject.id.split(':')[0]!))
      expect(Object.fromEntries(otherwise.map(({ subject, message }) => [subject.id, message]))).toEqual(differs)
    } finally {
      running.stop()
    }
  })
})

async function reported(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Report> {
  const said = await call([...argv, '--format', 'json', '--fail-on', 'never'], project, env)
  if (said.exit !== 0) throw new Error(said.stderr)
  return JSON.parse(said.stdout) as Report
}

function main(report: Report): DeploymentReport {
  const [first] = report.deployments
  if (first === undefined) throw new Error('there is no deployment')
  return first
}

/** Asks the running containers as an operator would. A server that does not answer yet is asked again. */
async function verified(running: Running, { host }: Engine): Promise<DeploymentReport> {
  const report = main(await reported(['verify', running.folder], { DOCKER_HOST: host }))
  const silent = report.answers?.find(({ fault, listener }) => fault?.kind === 'refused' && running.real.includes(listener.split(':')[0]!))
  if (silent !== undefined) throw new Error(`${silent.listener} is not there yet: ${running.logs(silent.listener.split(':')[0]!)}`)
  return report
}
