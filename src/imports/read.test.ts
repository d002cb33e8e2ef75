import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RingwallError } from '../model/error.ts'
import type { Imported } from '../model/imported.ts'
import { readImport } from './read.ts'

const folder = join(import.meta.dirname, 'examples')

function example(name: string): readonly Imported[] {
  return readImport(readFileSync(join(folder, name), 'utf8'), name, decodeURIComponent)
}

function table(name: string): readonly string[] {
  return example(name).flatMap(({ findings }) =>
    findings.map(({ rule, verdict, severity, subject, title, locations: [place] }) => {
      const at = place === undefined ? '-' : `${place.file}:${place.line}-${place.endLine}`
      return [rule, verdict, severity, subject, title, at].join(' | ')
    }),
  )
}

describe('SARIF', () => {
  it('gives what fails or is open, with its rule, severity and place', () => {
    expect(table('scan.sarif')).toEqual([
      'GH001 | fail | high | deploy/compose file.yml | Port is published on all interfaces | deploy/compose file.yml:12-13',
      'GH002 | fail | low | Gatehouse | GH002 | -',
      'GH003 | fail | high | Gatehouse | GH003 | -',
      'GH003 | unknown | medium | Gatehouse | GH003 | -',
      'GH002 | fail | low | Gatehouse | GH002 | -',
    ])
    const [run] = example('scan.sarif')
    expect(run?.tool).toEqual({ name: 'Gatehouse', version: '4.2.0', format: 'sarif' })
    expect(run?.gaps).toEqual(['1 results are suppressed in the tool itself, and left out here'])
    expect(run?.findings[0]).toMatchObject({ message: 'Port 6379 of cache is open.', references: ['https://gatehouse.example/rules/GH001'] })
  })
})

describe('Trivy', () => {
  it('gives misconfigurations, vulnerabilities and secrets', () => {
    expect(table('trivy.json')).toEqual([
      "DS-0002 | fail | high | api/Dockerfile | Image user should not be 'root' | api/Dockerfile:7-7",
      'CVE-2020-8203 | fail | critical | package-lock.json | prototype pollution in zipObjectDeep | package-lock.json:1-1',
      'CVE-2020-0000 | fail | medium | package-lock.json | CVE-2020-0000 in leftpad | package-lock.json:1-1',
      'stripe-secret-token | fail | critical | .env | Stripe Secret Key | .env:3-3',
    ])
    const [run] = example('trivy.json')
    expect(run?.tool).toEqual({ name: 'Trivy', version: '0.68.2', format: 'trivy' })
    expect(run?.findings[1]).toMatchObject({ expected: 'lodash 4.17.19', actual: 'lodash 4.17.15', fix: 'update lodash to 4.17.19' })
  })
})

describe('Lynis', () => {
  it('gives warnings and suggestions', () => {
    expect(table('lynis-report.dat')).toEqual([
      'BOOT-5122 | fail | low | db-1 | Set a password on GRUB boot loader to prevent altering boot configuration (e.g. boot in single user mode without password) | lynis-report.dat:9-9',
      'FIRE-4512 | fail | medium | db-1 | iptables module(s) loaded, but no rules active | lynis-report.dat:10-10',
      'SSH-7408 | fail | low | db-1 | Consider hardening SSH configuration | lynis-report.dat:11-11',
      'SSH-7408 | fail | low | db-1 | Consider hardening SSH configuration | lynis-report.dat:12-12',
    ])
    expect(
      example('lynis-report.dat')[0]
        ?.findings.map(({ discriminator, fix }) => [discriminator, fix])
        .slice(2),
    ).toEqual([
      ['Consider hardening SSH configuration AllowTcpForwarding (set YES to NO)', ''],
      ['Consider hardening SSH configuration X#Forwarding (set YES to NO)', 'Set X11Forwarding to no'],
    ])
  })
})

describe('OpenSCAP', () => {
  it('gives rules that fail, and those that could not be decided', () => {
    expect(table('arf.xml')).toEqual([
      'xccdf_org.example_rule_no_root_login | fail | high | db-1 | Root does not log in over SSH | arf.xml:25-25',
      'xccdf_org.example_rule_audit_daemon | unknown | medium | db-1 | audit daemon | arf.xml:31-31',
    ])
    expect(example('arf.xml')[0]?.tool).toEqual({ name: 'OpenSCAP', version: '1.3.7', format: 'xccdf' })
  })
})

it('quotes nothing that a tool quotes', () => {
  for (const name of ['scan.sarif', 'trivy.json']) expect(JSON.stringify(example(name))).not.toContain('canary')
})

describe('what is no such report is refused, with what was expected', () => {
  it.each([
    ['', 'it is not a report of a known format'],
    ['hello=1\n', 'it is not a report of a known format'],
    ['{', 'it is no JSON'],
    ['{"version":"1.0.0","runs":[]}', 'it is not SARIF ("version": "2.1.0" with "runs")'],
    ['{"SchemaVersion":1}', 'or a report of Trivy ("SchemaVersion": 2)'],
    ['{"version":"2.1.0","runs":{}}', '/runs is not a list'],
    ['{"version":"2.1.0","runs":[{"results":[{"ruleId":7}]}]}', '/runs/0/results/0/ruleId is not a text'],
    ['{"SchemaVersion":2,"Results":[{"Target":"a","Secrets":[3]}]}', '/Results/0/Secrets/0 is not an object'],
    ['<html></html>', 'it is not XCCDF or ARF with a TestResult'],
    ['<a><b></a>', 'line 1: '],
    ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'a document type is declared'],
    ['<TestResult>&unknown;</TestResult>', 'line 1: '],
    [`${'<a>'.repeat(500)}`, 'nested more than 200 levels deep'],
  ])('%j', (text, why) => {
    expect(() => readImport(text, 'x.json', String)).toThrow(why)
    expect(() => readImport(text, 'x.json', String)).toThrow(RingwallError)
  })

  it('and nothing else is ever thrown', () => {
    const value = fc.jsonValue()
    const sarif = value.map((result) => JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { rules: [result] } }, results: [result] }] }))
    const trivy = value.map((result) => JSON.stringify({ SchemaVersion: 2, Results: [result, { Target: 'a', Misconfigurations: [result] }] }))
    const xml = fc.array(
      fc.constantFrom(
        '<TestResult>',
        '</TestResult>',
        '<rule-result idref="a">',
        '<result>fail</result>',
        '</rule-result>',
        '<Rule id="a">',
        '&',
        'x',
      ),
    )
    const lynis = fc.string().map((text) => `lynis_version=3\nwarning[]=${text}`)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          sarif,
          trivy,
          lynis,
          xml.map((parts) => parts.join('')),
        ),
        (text) => {
          expect(thrown(text)).not.toBe('another error')
        },
      ),
      { numRuns: 1000 },
    )
  })
})

function thrown(text: string): string {
  try {
    readImport(text, 'x', String)
    return 'nothing'
  } catch (error) {
    return error instanceof RingwallError ? 'ours' : 'another error'
  }
}
