import { describe, expect, it } from 'vitest'
import type { Control } from '../model/control.ts'
import type { ComponentInput } from '../model/input.ts'
import type { DeploymentInput } from '../model/platform.ts'
import type { Report } from '../model/report.ts'
import { component } from '../testing/component.ts'
import { deployment } from '../testing/deployment.ts'
import type { Registry } from './audit.ts'
import { audit } from './audit.ts'

/** Fails each component with a `BAD` variable, where it is written. */
const bad: Control = {
  id: 'test/bad',
  title: 'bad',
  subject: 'component',
  documentation: { why: '', how: '', falsePositives: '', fix: '', references: [] },
  *judge({ components }) {
    for (const { id, input } of components) {
      const value = input.env.get('BAD')
      const base = { subject: id, component: id, locations: value?.trail ?? [] }
      if (value === undefined) yield { ...base, verdict: 'pass' }
      else if (value.value === '?') yield { ...base, verdict: 'unknown', message: 'x' }
      else yield { ...base, verdict: 'fail', message: 'x', expected: '', actual: '', fix: '', reach: 'host', stake: 'data' }
    }
  },
}

const registry: Registry = { technologies: [], controls: [bad], guides: [] }
const options = { version: '1', now: '2026-01-01T00:00:00Z', all: false, guides: [] }

function input(name: string, components: readonly ComponentInput[], variantOf?: string): DeploymentInput {
  return { ...deployment({ components: [] }).input, name, components, ...(variantOf === undefined ? {} : { variantOf }) }
}

function run(deployments: readonly DeploymentInput[], all: boolean = false): Report {
  return audit({ deployments, failures: [] }, registry, { ...options, all })
}

const web = component({ id: 'web', env: { BAD: ['yes', 12] } })
const api = component({ id: 'api', env: { BAD: ['?', 22] } })
const db = component({ id: 'db', env: { BAD: ['yes', 32] } })

function subjects(report: Report): readonly (readonly string[])[] {
  return report.deployments.map((one) => one.findings.map((finding) => finding.subject.id))
}

describe('a variant', () => {
  it('reports only what its base does not', () => {
    const report = run([input('base', [web, api]), input('variant', [web, api, db], 'base')])
    expect(subjects(report)).toEqual([['web', 'api'], ['db']])
    expect(report.deployments[1]?.summary).toMatchObject({ high: 1, unknown: 0 })
    expect(report.deployments[1]?.components.map(({ id }) => id)).toEqual(['web', 'api', 'db'])
  })

  it('reports again what stands on another line', () => {
    const moved = component({ id: 'web', env: { BAD: ['yes', 99] } })
    expect(subjects(run([input('base', [web]), input('variant', [moved], 'base')]))).toEqual([['web'], ['web']])
  })

  it('reports all where its base is not part of the call, or is itself', () => {
    expect(subjects(run([input('variant', [web], 'base')]))).toEqual([['web']])
    expect(subjects(run([input('variant', [web], 'variant')]))).toEqual([['web']])
  })
})

it('keeps deployments of one name apart', () => {
  expect(subjects(run([input('same', [web]), input('same', [db])]))).toEqual([['web'], ['db']])
})

it('hands on passing verdicts only where they are asked for', () => {
  const one = [input('one', [component({ id: 'good' }), web])]
  expect(run(one).deployments[0]).toMatchObject({ passed: [], summary: { pass: 1 } })
  expect(run(one, true).deployments[0]?.passed).toEqual([{ control: 'test/bad', subject: { type: 'component', id: 'good' } }])
})

it('keeps files that could not be read', () => {
  const failure = { file: 'broken.yml', as: 'compose', status: 'failed' as const, gaps: [{ why: 'it is no YAML', line: 3 }] }
  const report = audit({ deployments: [], failures: [failure] }, registry, options)
  expect(report.deployments).toMatchObject([
    { name: 'broken.yml', inputs: [{ status: 'failed', gaps: [{ file: 'broken.yml', line: 3, why: 'it is no YAML' }] }], findings: [] },
  ])
})

it('holds a deployment against guides asked for, else against those of its technologies', () => {
  const requirement = { id: 'G-1', text: '', answeredBy: [{ control: 'test/bad' }] }
  const guides = [{ id: 'g', title: 'G', technologies: ['redis'], requirements: [requirement] }]
  const rows = (asked: readonly string[]): readonly string[] | undefined =>
    audit({ deployments: [input('one', [web])], failures: [] }, { ...registry, guides }, { ...options, guides: asked }).deployments[0]?.findings[0]
      ?.requirements
  expect([rows([]), rows(['g']), rows(['other'])]).toEqual([[], ['G-1'], []])
})

it('says which deployment it is at', () => {
  const steps: string[] = []
  audit({ deployments: [input('a', []), input('b', [])], failures: [] }, registry, {
    ...options,
    onDeployment: (...step) => steps.push(step.join(' ')),
  })
  expect(steps).toEqual(['a 0 2', 'b 1 2'])
})
