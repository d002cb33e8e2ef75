import { describe, expect, it } from 'vitest'
import type { Requirement } from '../model/guide.ts'
import type { ComponentReport, DeploymentReport, Finding, PassedReport, Report } from '../model/report.ts'
import type { Exposure } from '../model/vocabulary.ts'
import { findingReport } from '../testing/report.ts'
import { answerGuide } from './guide.ts'
import { withoutGraph } from './report.ts'

const place = { file: 'compose.yml', line: 3, endLine: 3 }
const inGuard = { file: 'guard.yaml', line: 7, endLine: 7 }

function component(id: string, technology: string, exposure: Exposure): ComponentReport {
  const listeners = [{ port: 80, protocol: 'http', exposure, tls: 'none', authentication: 'none' } as const]
  return { id, technology, role: 'application', version: null, image: null, profiles: [], zones: [], listeners, at: place }
}

function finding(control: string, subject: string, verdict: Finding['verdict'] = 'fail'): Finding {
  return findingReport('high', {
    id: subject,
    control,
    verdict,
    subject: { type: 'component', id: subject },
    message: `${subject} lets anybody in.`,
    fix: 'ask for a key',
    locations: [place],
    requirements: ['G-1'],
  })
}

function deployment(name: string, components: readonly ComponentReport[], more: Partial<DeploymentReport> = {}): DeploymentReport {
  return { ...withoutGraph(name, [], []), components, ...more }
}

const passed = (subject: string): PassedReport => ({
  control: 'test/rights',
  subject: { type: 'component', id: subject },
  requirements: ['G-1'],
  locations: [inGuard],
})

const row: Requirement = {
  id: 'G-1',
  text: 'Who calls may do little',
  answeredBy: [{ control: 'identity/any', technology: ['app'] }],
  means: ['guard'],
  guarded: [
    {
      does: 'it asks for a key',
      answeredBy: [{ control: 'test/rights', technology: ['gate'] }],
      verify: ['http/doors'],
      attacks: ['gate'],
      instead: true,
    },
  ],
}

const call = {
  id: 'gate->api:80',
  from: 'gate',
  port: 80,
  protocol: 'http',
  encryption: 'none',
  serverVerified: 'not-applicable',
  authentication: 'token',
  key: '',
  evidence: [],
} as const

interface Sketch {
  readonly exposure?: Exposure
  readonly findings?: readonly Finding[]
  readonly passes?: boolean
  readonly behind?: boolean
  readonly requirement?: Partial<Requirement>
  readonly gate?: boolean
  readonly ownPass?: boolean
}

function answered(
  { exposure = 'zone', findings = [], passes = true, behind = true, requirement = {}, gate = true, ownPass = false }: Sketch,
  elsewhere = false,
) {
  const app = component('api', 'app', exposure)
  const guard = component('gate', 'gate', 'host')
  const front = {
    channels: behind ? [{ ...call, to: elsewhere ? { external: 'api' } : { component: 'api' } }] : [],
    passed: [...(passes ? [passed('gate')] : []), ...(ownPass ? [{ ...passed('api'), control: 'identity/any' }] : [])],
  }
  const deployments = elsewhere
    ? [deployment('shop', [app], { findings }), deployment('front', [guard], front)]
    : [deployment('shop', gate ? [app, guard] : [app], gate ? { ...front, findings } : { findings })]
  const report: Report = { schema: 'ringwall.report/0', tool: { name: 'ringwall', version: '0' }, deployments }
  return answerGuide({ id: 'g', title: 'G', technologies: ['app'], requirements: [{ ...row, ...requirement }] }, report).rows[0]!
}

const lack = finding('identity/any', 'api')
const [ability] = row.guarded!

describe('a row that the guard settles is', () => {
  it.each<[string, Sketch, string]>([
    ['enforced where it does it and nobody gets past it', {}, 'enforced'],
    ['enforced where the program itself does not', { findings: [lack] }, 'enforced'],
    ['enforced where the program listens on the machine itself besides', { findings: [lack], exposure: 'loopback' }, 'enforced'],
    ['violated where the program can be reached past it', { findings: [lack], exposure: 'host' }, 'violated'],
    ['violated where nobody can tell whether it can', { findings: [lack], exposure: 'unknown' }, 'violated'],
    ['unknown where the program is open past it and says nothing', { exposure: 'host' }, 'unknown'],
    ['violated where it stands in front of something else', { findings: [lack], behind: false }, 'violated'],
    ['unknown where it stands in front of something else', { behind: false }, 'unknown'],
    ['violated where its settings do not say so', { findings: [lack], passes: false }, 'violated'],
    ['violated where it fails itself', { findings: [lack, finding('test/rights', 'gate')] }, 'violated'],
    ['unknown where its own settings are open', { findings: [finding('test/rights', 'gate', 'unknown')] }, 'unknown'],
    ['violated where the lack is in what the program calls', { findings: [finding('channel/any', 'api->db:5432')] }, 'violated'],
    ['violated where the program goes out by itself', { findings: [finding('zone/egress', 'api')] }, 'violated'],
    ['violated where another program lacks it', { findings: [finding('identity/any', 'worker')] }, 'violated'],
    [
      'violated where the guard only adds to it',
      { findings: [lack], requirement: { guarded: [{ ...ability!, instead: undefined } as never] } },
      'violated',
    ],
    ['enforced where the program does it by itself', { exposure: 'host', ownPass: true }, 'enforced'],
    [
      'unknown where the guard does half of it',
      { requirement: { guarded: [ability!, { ...ability!, answeredBy: [{ control: 'test/more' }] }] } },
      'unknown',
    ],
    ['unknown where the program may have another way out', { requirement: { guarded: [{ ...ability!, wayOut: true }] } }, 'unknown'],
    ['violated without it', { findings: [lack], gate: false }, 'violated'],
  ])('%s', (_name, sketch, verdict) => expect(answered(sketch).verdict).toBe(verdict))

  it('found behind a guard of another deployment by its name', () => {
    expect(answered({ findings: [lack] }, true).verdict).toBe('enforced')
    expect(answered({ findings: [lack], behind: false }, true).verdict).toBe('violated')
  })

  it('unknown where no program was read', () => {
    const alone = deployment('front', [component('gate', 'gate', 'host')], { passed: [passed('gate')] })
    const report: Report = { schema: 'ringwall.report/0', tool: { name: 'ringwall', version: '0' }, deployments: [alone] }
    const one = answerGuide({ id: 'g', title: 'G', technologies: ['app'], requirements: [row] }, report).rows[0]
    expect(one).toMatchObject({ verdict: 'unknown', why: 'The guard does it, but no program behind it was read.' })
  })

  it('told with what the guard does, and what proves it', () => {
    const proof = { does: ['it asks for a key'], verify: ['http/doors'], attacks: ['gate'] }
    expect(answered({ findings: [lack] })).toMatchObject({
      why: 'The guard in front does it, and the program itself, which does not, is reached through it alone: api lets anybody in.',
      settle: '',
      guard: { state: 'does', ...proof },
    })
    expect(answered({ findings: [lack], passes: false }).guard).toEqual({ state: 'could', ...proof })
    expect(answered({ findings: [lack], gate: false }).guard).toEqual({ state: 'absent', ...proof })
    expect(answered({ exposure: 'host' }).why).toBe('The guard does it, but api is open past the guard.')
  })
})
