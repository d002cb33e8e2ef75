import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { DeploymentReport } from '../model/report.ts'
import { askedDeployment } from '../testing/asked-report.ts'
import {
  bookedDeployment,
  deploymentReport,
  findingReport,
  hostileDeployment,
  importedDeployment,
  largeDeployment,
  reportOf,
} from '../testing/report.ts'
import { sarif } from './sarif.ts'

const options = { command: 'audit', all: true, colour: false, columns: 80 } as const

/** The OASIS schema is of draft 4; what it uses of it means the same in draft 7 once its name is taken away. */
function validator(): (value: unknown) => readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../../third_party/sarif/sarif-schema-2.1.0.json'), 'utf8')
  const { $schema: _dialect, id: _name, ...schema } = JSON.parse(text) as Record<string, unknown>
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { uri: isUri, 'uri-reference': isReference, 'date-time': true } })
  const validate = ajv.compile(schema)
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`))
}

function isUri(text: string): boolean {
  return URL.canParse(text)
}

function isReference(text: string): boolean {
  return /^(?:[\w\-.~!$&'()*+,;=:@/?#]|%[0-9A-F]{2})*$/.test(text)
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } }
      readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly unknown[] }]
      readonly results: readonly Record<string, unknown>[]
    },
  ]
}

function runOf(...deployments: readonly DeploymentReport[]): Log['runs'][0] {
  return (JSON.parse(sarif(reportOf(...deployments), options)) as Log).runs[0]
}

describe('sarif', () => {
  const errors = validator()

  it.each([
    ['a small report', [deploymentReport()]],
    ['two deployments', [deploymentReport(), largeDeployment()]],
    ['hostile text', [hostileDeployment()]],
    ['books and a baseline', [bookedDeployment()]],
    ['answers of a running system', [askedDeployment()]],
    ['another tool', [deploymentReport(), importedDeployment()]],
    ['another tool with a hostile name', [{ ...hostileDeployment(), imported: { name: '\u0000<', version: '\ud800', format: 'sarif' as const } }]],
    ['nothing', []],
    ['a finding without a place', [deploymentReport({ findings: [findingReport('low', { locations: [] })] })]],
    ['a waived finding', [deploymentReport({ findings: [findingReport('low', { verdict: 'waived' })] })]],
  ])('fits the schema of OASIS: %s', (_, deployments) => {
    expect(errors(JSON.parse(sarif(reportOf(...deployments), options)))).toEqual([])
  })

  it('fits the schema of OASIS: the example that is imported', () => {
    expect(errors(JSON.parse(readFileSync(join(import.meta.dirname, '../imports/examples/scan.sarif'), 'utf8')))).toEqual([])
  })

  it('is held against a schema that says no', () => {
    const log = JSON.parse(sarif(reportOf(deploymentReport()), options)) as { version: string; runs: { results: { level: string }[] }[] }
    log.runs[0]!.results[0]!.level = 'high'
    expect(errors(log)).toEqual(['/runs/0/results/0/level must be equal to one of the allowed values'])
  })

  it('gives levels, and leaves open what nobody could tell', () => {
    expect(runOf(deploymentReport()).results.map(({ kind, level }) => `${String(kind)} ${String(level)}`)).toEqual([
      'fail error',
      'fail error',
      'fail note',
      'open none',
    ])
  })

  it('says where, with encoded names, and where else', () => {
    const [first] = runOf(deploymentReport()).results
    expect(first).toMatchObject({
      ruleId: 'listener/datastore-published',
      locations: [
        {
          physicalLocation: { artifactLocation: { uri: 'compose.yml', uriBaseId: '%SRCROOT%' }, region: { startLine: 30, endLine: 31 } },
          logicalLocations: [{ fullyQualifiedName: 'db:5432', kind: 'listener' }],
        },
      ],
      relatedLocations: [{ id: 1, physicalLocation: { artifactLocation: { uri: 'conf/a%20b%231.yml' }, region: { startLine: 2 } } }],
      partialFingerprints: { 'ringwall/v1': 'critical-1' },
    })
  })

  it('points every result at its rule', () => {
    const { tool, results } = runOf(deploymentReport())
    expect(results.map(({ ruleIndex }) => tool.driver.rules[Number(ruleIndex)]?.['id'])).toEqual(results.map(({ ruleId }) => ruleId))
    expect(tool.driver.rules.map((rule) => rule['name'])).toEqual([
      'ChannelEncrypted',
      'ComponentUser',
      'ListenerAuthenticated',
      'ListenerDatastorePublished',
    ])
  })

  it('says who accepts a finding, and what a baseline knows', () => {
    const { results } = runOf(bookedDeployment())
    expect(results.map(({ baselineState }) => baselineState)).toEqual(['new', 'unchanged', 'unchanged', 'unchanged', 'absent'])
    expect(results.map(({ suppressions }) => suppressions)).toMatchObject([
      undefined,
      undefined,
      [{ kind: 'external', status: 'accepted', justification: 'only the balancer reaches it (Ana, until 2027-01-31)' }],
      [{ kind: 'inSource', status: 'accepted' }],
      undefined,
    ])
  })

  it('keeps what another tool found in a run of its own', () => {
    const { runs } = JSON.parse(sarif(reportOf(deploymentReport(), importedDeployment()), options)) as {
      runs: { tool: { driver: { name: string; version: string } }; results: unknown[] }[]
    }
    expect(runs.map(({ tool: { driver }, results }) => [driver.name, driver.version, results.length])).toEqual([
      ['ringwall', '1.2.3', 4],
      ['Trivy', '0.58.1', 1],
    ])
  })

  it('tells of gaps where they are', () => {
    expect(runOf(deploymentReport()).invocations[0].toolExecutionNotifications).toMatchObject([
      {
        message: { text: 'the variable MAIL_HOST has no value' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'compose.yml' }, region: { startLine: 20 } } }],
      },
      { message: { text: 'the file is not there' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'conf/app.env' } } }] },
    ])
  })

  it('survives half a character in a file name', () => {
    const findings = [findingReport('low', { locations: [{ file: 'a\ud800.yml', line: 1, endLine: 1 }] })]
    expect(runOf(deploymentReport({ findings })).results).toMatchObject([
      { locations: [{ physicalLocation: { artifactLocation: { uri: 'a%EF%BF%BD.yml' } } }] },
    ])
  })
})
