import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Report } from '../model/report.ts'
import { main } from './main.ts'

const examples = join(import.meta.dirname, '../imports/examples')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-imports-'))
  for (const name of ['scan.sarif', 'trivy.json', 'lynis-report.dat', 'arf.xml']) copyFileSync(join(examples, name), join(folder, name))
  writeFileSync(join(folder, 'compose.yml'), 'services:\n  web:\n    image: example.org/web:1\n')
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(argv, { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, env: {}, cwd: folder })
  return { code, out, err }
}

async function report(...argv: readonly string[]): Promise<Report> {
  return JSON.parse((await call('audit', '--format', 'json', ...argv)).out) as Report
}

it('puts what other tools found beside what we found, and leaves our counts alone', async () => {
  const own = await report()
  const both = await report('--import', 'trivy.json', '--import', 'lynis-report.dat', '--import', 'arf.xml', '--import', 'scan.sarif')
  expect(both.deployments[0]).toEqual(own.deployments[0])
  expect(
    both.deployments.slice(1).map(({ name, imported, summary }) => [name, imported?.name, summary.critical, summary.high, summary.unknown]),
  ).toEqual([
    ['trivy.json', 'Trivy', 2, 1, 0],
    ['lynis-report.dat', 'Lynis', 0, 0, 0],
    ['arf.xml', 'OpenSCAP', 0, 1, 1],
    ['scan.sarif', 'Gatehouse', 0, 2, 1],
  ])
  const finding = both.deployments[1]!.findings.find(({ tool }) => tool?.rule === 'DS-0002')
  expect(finding).toMatchObject({ control: 'import/trivy/DS-0002', basis: 'observed', tool: { name: 'Trivy', version: '0.68.2', rule: 'DS-0002' } })
  const ids = both.deployments.flatMap(({ findings }) => findings.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
})

it('fails the run, unless it is waived or the baseline knows it', async () => {
  expect((await call('audit')).code).toBe(0)
  expect((await call('audit', '--import', 'arf.xml')).code).toBe(1)
  await call('audit', '--import', 'arf.xml', '--format', 'json', '--output', 'before.json')
  copyFileSync(join(folder, 'arf.xml'), join(folder, 'arf-2.xml'))
  expect((await call('audit', '--import', 'arf-2.xml', '--baseline', 'before.json')).code).toBe(0)
  const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const control = 'import/openscap/xccdf_org.example_rule_no_root_login'
  const waiver = `waivers:\n  - control: ${control}\n    subject: db-1\n    owner: Ana\n    reason: a console is not there\n    until: ${until}\n`
  writeFileSync(join(folder, 'ringwall.yaml'), waiver)
  const waived = await call('audit', '--import', 'arf.xml')
  expect(waived).toMatchObject({ code: 0, out: expect.stringContaining(`Ana accepts it until ${until}`) })
  writeFileSync(join(folder, 'ringwall.yaml'), `${waiver}    when:\n      exposure: loopback\n`)
  const conditional = await call('audit', '--import', 'arf.xml')
  expect(conditional).toMatchObject({ code: 1, out: expect.stringContaining('of what another tool found, nobody can tell') })
})

it('shows no absolute name', async () => {
  const result = (uri: string) => ({ ruleId: 'R', message: { text: 'm' }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] })
  const uris = [`file://${folder}/a/b.yml`, 'file:///etc/passwd', '../../up.yml', './x%20y.yml']
  writeFileSync(join(folder, 'abs.sarif'), JSON.stringify({ version: '2.1.0', runs: [{ results: uris.map(result) }] }))
  const { deployments } = await report('--import', join(folder, 'abs.sarif'))
  expect(deployments[1]!.name).toBe('abs.sarif')
  expect(deployments[1]!.findings.map(({ locations }) => locations[0]!.file).toSorted()).toEqual(['a/b.yml', 'passwd', 'up.yml', 'x y.yml'])
})

it.each([
  ['gone.json', 'no such file'],
  ['.', 'is no regular file'],
  ['compose.yml', 'it is not a report of a known format'],
])('refuses %s', async (name, why) => {
  expect(await call('audit', '--import', name)).toMatchObject({ code: 2, err: expect.stringContaining(`--import ${name}: ${why}`) })
})

it('is explained', async () => {
  expect((await call('explain', 'import/trivy/DS-0002')).out).toContain('Ask trivy about its rule DS-0002.')
})
