import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { audit } from '../engine/audit.ts'
import { readCompose } from '../platforms/compose/index.ts'
import { controls, guides } from '../registry.ts'
import { technologies } from '../registry/technologies.ts'
import { bookedDeployment, deploymentReport, hostileDeployment, importedDeployment, largeDeployment, reportOf } from '../testing/report.ts'
import { json } from './json.ts'

interface Shape {
  readonly properties: Readonly<Record<string, unknown>>
  readonly required: readonly string[]
}

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/report.json'), 'utf8')) as Shape & {
  readonly $defs: Readonly<Record<string, Shape>>
}
const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)
const options = { command: 'audit', all: true, colour: false, columns: 80 } as const

function errors(value: unknown): readonly string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** Members of the interfaces in model/report.ts and model/reach-report.ts, one level deep: `name` or `name?`. */
function contract(): ReadonlyMap<string, readonly string[]> {
  const source = ['report.ts', 'reach-report.ts'].map((name) => readFileSync(join(import.meta.dirname, '../model', name), 'utf8')).join('\n')
  const interfaces = [...source.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)]
  return new Map(
    interfaces.map(([, name = '', body = '']) => [name, [...body.matchAll(/^ {2}readonly (\w+\??):/gm)].map(([, member = '']) => member)]),
  )
}

describe('schema/report.json', () => {
  it('has every member of the contract, and no other', () => {
    const members = new Map(
      Object.entries({ Report: schema, ...schema.$defs }).map(([name, { properties, required }]) => [
        name,
        Object.keys(properties).map((key) => (required.includes(key) ? key : `${key}?`)),
      ]),
    )
    expect(members).toEqual(contract())
    expect(contract().size).toBeGreaterThan(10)
  })

  it.each([
    ['small', [deploymentReport()]],
    ['large', [largeDeployment()]],
    ['hostile', [hostileDeployment()]],
    ['with books', [bookedDeployment(), importedDeployment()]],
    ['none', []],
  ])('fits a report: %s', (_, deployments) => {
    expect(errors(JSON.parse([...json(reportOf(...deployments), options)].join('')))).toEqual([])
  })

  it('fits what the engine says of an example', () => {
    const path = join(import.meta.dirname, '../technologies/airflow/examples/weak')
    const report = audit(
      readCompose({ path, root: path }),
      { technologies, controls, guides },
      { version: '1.2.3', now: '2026-01-01T00:00:00Z', all: true, guides: [] },
    )
    expect(report.deployments[0]?.findings.length).toBeGreaterThan(0)
    expect(errors(JSON.parse([...json(report, options)].join('')))).toEqual([])
  })

  it.each([0, 1, 2])('gives the bytes of one JSON.stringify for %i deployments', (count) => {
    const report = reportOf(...Array.from({ length: count }, () => deploymentReport({ name: 'line\nbreak' })))
    expect([...json(report, options)].join('')).toBe(`${JSON.stringify(report, undefined, 2)}\n`)
  })

  it.each([
    [{ findings: [{ ...deploymentReport().findings[0]!, severity: 'bad' as 'low' }] }, '/deployments/0/findings/0/severity'],
    [{ channels: [{ ...deploymentReport().channels[0]!, to: { host: 'x' } as unknown as { component: string } }] }, '/deployments/0/channels/0/to'],
  ])('refuses what is not of it', (given, where) => {
    expect(errors(reportOf(deploymentReport(given))).some((error) => error.startsWith(where))).toBe(true)
  })
})
