import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Imported } from '../../src/model/imported.ts'
import { readImport } from '../../src/imports/read.ts'
import { isMissing, program, reason } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringwall-imports-live-'))

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function imported(name: string): Imported {
  return readImport(readFileSync(join(folder, name), 'utf8'), name, String)[0]!
}

const oscap = program('/usr/bin/oscap')

describe.skipIf(isMissing(oscap))(`what oscap writes${reason(oscap)}`, () => {
  const checks = ['^root:', '^nobody-of-that-name:', '^[^:]*:']

  function part(tag: string, make: (pattern: string, number: number) => string): string {
    return `<${tag}>${checks.map((pattern, index) => make(pattern, index + 1)).join('')}</${tag}>`
  }

  const oval = `<?xml version="1.0"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" xmlns:oval="http://oval.mitre.org/XMLSchema/oval-common-5">
<generator><oval:schema_version>5.11</oval:schema_version><oval:timestamp>2026-01-01T00:00:00</oval:timestamp></generator>
${part('definitions', (_, number) => `<definition class="compliance" id="oval:x:def:${number}" version="1"><metadata><title>t</title><description>d</description></metadata><criteria><criterion test_ref="oval:x:tst:${number}"/></criteria></definition>`)}
${part('tests', (_, number) => `<textfilecontent54_test xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent" id="oval:x:tst:${number}" version="1" check="all" check_existence="at_least_one_exists" comment="c"><object object_ref="oval:x:obj:${number}"/></textfilecontent54_test>`)}
${part('objects', (pattern, number) => `<textfilecontent54_object xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5#independent" id="oval:x:obj:${number}" version="1"><filepath>/etc/passwd</filepath><pattern operation="pattern match">${pattern}</pattern><instance datatype="int">1</instance></textfilecontent54_object>`)}
</oval_definitions>`
  const benchmark = `<?xml version="1.0"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_org.example_benchmark_x" resolved="1"><status>draft</status><title>x</title><description>x</description><version>1</version>
${checks.map((_, index) => `<Rule id="xccdf_org.example_rule_r${index + 1}" severity="${['low', 'high', 'medium'][index]}" selected="${index !== 2}"><title>Title ${index + 1}</title><check system="http://oval.mitre.org/XMLSchema/oval-definitions-5"><check-content-ref href="oval.xml" name="oval:x:def:${index + 1}"/></check></Rule>`).join('\n')}
</Benchmark>`

  it.each(['results.xml', 'arf.xml'])('is read as it is: %s', (name) => {
    writeFileSync(join(folder, 'oval.xml'), oval)
    writeFileSync(join(folder, 'xccdf.xml'), benchmark)
    const run = (...args: readonly string[]) => spawnSync(oscap!, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 })
    expect(run('ds', 'sds-compose', 'xccdf.xml', 'ds.xml').stderr).toBe('')
    const asked = name === 'arf.xml' ? ['--results-arf', name, 'ds.xml'] : ['--results', name, 'xccdf.xml']
    // 2: at least one rule fails
    expect(run('xccdf', 'eval', ...asked).status).toBe(2)
    const { tool, findings } = imported(name)
    expect(tool).toMatchObject({ name: 'OpenSCAP', version: expect.stringMatching(/^1\./) })
    expect(findings.map(({ rule, verdict, severity, title }) => [rule, verdict, severity, title])).toEqual([
      ['xccdf_org.example_rule_r2', 'fail', 'high', 'Title 2'],
    ])
  })
})

const lynis = program('/usr/sbin/lynis')

describe.skipIf(isMissing(lynis))(`what Lynis writes${reason(lynis)}`, () => {
  it('is read line by line', () => {
    const report = join(folder, 'lynis-report.dat')
    const args = [
      'audit',
      'system',
      '--quick',
      '--no-colors',
      '--tests',
      'BOOT-5122,AUTH-9286,LOGG-2130,DEB-0001',
      '--report-file',
      report,
      '--log-file',
      join(folder, 'log'),
    ]
    spawnSync(lynis!, args, { encoding: 'utf8', timeout: 120_000 })
    const lines = readFileSync(report, 'utf8').split('\n')
    const written = lines.filter((line) => /^(?:warning|suggestion)\[\]=/.test(line))
    const { tool, findings } = imported('lynis-report.dat')
    expect(tool.version).toMatch(/^3\./)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.map(({ rule, locations: [place] }) => `${rule} ${lines[place!.line - 1]!}`)).toEqual(
      written.map((line) => `${/=([^|]*)/.exec(line)![1]!} ${line}`),
    )
  }, 130_000)
})
