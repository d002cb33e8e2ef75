import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding, Report } from '../model/report.ts'
import { main } from './main.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-books-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const published = `services:
  cache:
    image: redis:7
    ports:
      - "127.0.0.1:6379:6379"
`

function put(name: string, text: string | Uint8Array): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(argv, { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, env: {}, cwd: folder })
  return { code, out, err }
}

async function report(...argv: readonly string[]): Promise<Report> {
  const { out, err } = await call('audit', '--format', 'json', '--fail-on', 'never', ...argv)
  expect(err).toBe('')
  return JSON.parse(out) as Report
}

async function findings(...argv: readonly string[]): Promise<readonly Finding[]> {
  return (await report(...argv)).deployments.flatMap((deployment) => deployment.findings)
}

function about(all: readonly Finding[], control: string): readonly string[] {
  return all
    .filter((finding) => finding.control === control)
    .map(({ verdict, locations }) => `${verdict} ${locations[0]!.file}:${locations[0]!.line}`)
}

const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
const late = new Date(Date.now() + 500 * 86_400_000).toISOString().slice(0, 10)

function waiver(more: string, until = soon): string {
  return `waivers:\n  - control: listener/authenticated\n    owner: Ana\n    reason: for the nightly copy\n    until: ${until}\n${more}`
}

describe('a waiver of the project file', () => {
  it('keeps the finding, with who accepts it, and does not fail the run', async () => {
    put('compose.yml', published)
    expect((await call('audit', '--fail-on', 'medium', '--format', 'json')).code).toBe(1)
    const before = (await findings()).find(({ control }) => control === 'listener/authenticated')!
    expect(before.verdict).toBe('fail')
    put('ringwall.yaml', waiver('    component: cache\n    when:\n      exposure: loopback\n'))
    const { deployments } = await report()
    expect(deployments[0]!.findings.find(({ id }) => id === before.id)).toEqual({
      ...before,
      verdict: 'waived',
      waiver: { origin: 'project', owner: 'Ana', reason: 'for the nightly copy', until: soon, file: 'ringwall.yaml', line: 2 },
    })
    expect(deployments[0]!.summary.waived).toBe(1)
    expect(deployments[0]!.inputs.at(-1)).toEqual({ file: 'ringwall.yaml', as: 'project', status: 'read', gaps: [] })
  })

  it('whose condition does not hold accepts nothing, and says why', async () => {
    put('compose.yml', published.replace('127.0.0.1:', ''))
    put('ringwall.yaml', waiver('    when:\n      exposure: loopback\n'))
    const all = await findings()
    expect(about(all, 'listener/authenticated')).toEqual(['fail compose.yml:2'])
    expect(about(all, 'deployment/waiver-condition')).toEqual(['fail ringwall.yaml:2'])
    expect(all.find(({ control }) => control === 'deployment/waiver-condition')?.message).toBe(
      "The condition of the waiver of listener/authenticated does not hold: cache:6379 is reached from the host's networks. What it accepted is reported again.",
    )
  })

  it('that ran out accepts nothing', async () => {
    put('compose.yml', published)
    put('ringwall.yaml', waiver('', '2020-01-31'))
    const all = await findings()
    expect(about(all, 'listener/authenticated')).toEqual(['fail compose.yml:2'])
    expect(about(all, 'deployment/waiver-expired')).toEqual(['fail ringwall.yaml:2'])
  })

  it('that matches nothing is a finding', async () => {
    put('compose.yml', published)
    put('ringwall.yaml', waiver('    component: cash\n'))
    expect(about(await findings(), 'deployment/waiver-stale')).toEqual(['fail ringwall.yaml:2'])
  })

  it.each([
    ['control: listener/authenticated', 'control: listener/authentic', 'there is no control of that name'],
    ['control: listener/authenticated', 'row: CNF-0', 'no guide has that row'],
    ['control: listener/authenticated', 'control: import/trivy/DS-0002', 'what it accepted is mended, or it is misspelt'],
  ])('that matches nothing says why: %s -> %s', async (from, to, why) => {
    put('compose.yml', published)
    put('ringwall.yaml', waiver('').replace(from, to))
    expect((await findings()).find(({ control }) => control === 'deployment/waiver-stale')?.message).toContain(why)
  })

  it('for more than a year is a gap', async () => {
    put('compose.yml', published)
    put('ringwall.yaml', waiver('', late))
    const input = (await report()).deployments[0]!.inputs.at(-1)!
    expect(input).toMatchObject({ file: 'ringwall.yaml', status: 'partial', gaps: [{ file: 'ringwall.yaml', line: 2 }] })
    expect((await call('audit', '--strict', '--fail-on', 'never')).code).toBe(1)
  })

  it('of a group accepts its component, and leaves the others', async () => {
    put('compose.yml', 'services:\n  a:\n    image: example.org/a:1\n  b:\n    image: example.org/b:1\n  c:\n    image: example.org/c:1\n')
    const before = (await findings()).find(({ control }) => control === 'component/resource-limits')!
    expect(before.occurrences).toBe(3)
    put('ringwall.yaml', waiver('    component: b\n').replace('listener/authenticated', 'component/resource-limits'))
    const now = (await findings()).filter(({ control }) => control === 'component/resource-limits')
    expect(now.map(({ id, verdict, occurrences }) => [id === before.id, verdict, occurrences])).toEqual([
      [true, 'fail', 2],
      [false, 'waived', 1],
    ])
  })

  it('names files from the project file, wherever the call judges', async () => {
    put('.git/HEAD', '')
    put('deploy/compose.yml', published)
    put('ringwall.yaml', waiver('    file: deploy/compose.yml\n'))
    expect(about(await findings('deploy'), 'listener/authenticated')).toEqual(['waived compose.yml:2'])
  })

  it('of a row accepts what answers it', async () => {
    put('compose.yml', published)
    const rows = (await findings('--guide', 'cornflow')).find(({ control }) => control === 'listener/authenticated')!.requirements
    expect(rows.length).toBeGreaterThan(0)
    put('ringwall.yaml', `guides: [cornflow]\n${waiver('').replace('control: listener/authenticated', `row: ${rows[0]!}`)}`)
    expect(about(await findings(), 'listener/authenticated')).toEqual(['waived compose.yml:2'])
  })
})

describe('a waiver in a comment', () => {
  it('accepts what is found on its line, or on the line below', async () => {
    const comment = `# ringwall: waive listener/authenticated until ${soon} because the nightly copy`
    put('compose.yml', published.replace('cache:', `cache: ${comment}`))
    expect(about(await findings(), 'listener/authenticated')).toEqual(['waived compose.yml:2'])
    put('compose.yml', published.replace('  cache:', `  ${comment}\n  cache:`))
    expect(about(await findings(), 'listener/authenticated')).toEqual(['waived compose.yml:3'])
    put('compose.yml', `${comment}\n${published}`)
    const all = await findings()
    expect(about(all, 'listener/authenticated')).toEqual(['fail compose.yml:3'])
    expect(about(all, 'deployment/waiver-stale')).toEqual(['fail compose.yml:1'])
  })

  it('without a day accepts nothing, and says so', async () => {
    put('compose.yml', published.replace('cache:', 'cache: # ringwall: waive listener/authenticated because I say so'))
    const all = await findings()
    expect(about(all, 'listener/authenticated')).toEqual(['fail compose.yml:2'])
    expect(about(all, 'deployment/waiver-incomplete')).toEqual(['fail compose.yml:2'])
  })
})

describe('an attestation', () => {
  const told = `attestations:\n  - row: CNF-17\n    statement: restored every month\n    by: Ana\n    evidence: proof.txt\n    until: ${soon}\n`

  it('has the sum of the bytes of its evidence', async () => {
    put('compose.yml', published)
    const bytes = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a])
    put('proof.txt', bytes)
    put('ringwall.yaml', told)
    expect((await report()).attestations).toEqual([
      {
        row: 'CNF-17',
        statement: 'restored every month',
        by: 'Ana',
        until: soon,
        evidence: 'proof.txt',
        sha256: createHash('sha256').update(bytes).digest('hex'),
        invalid: null,
        file: 'ringwall.yaml',
        line: 2,
      },
    ])
  })

  it.each([
    [told, 'its evidence proof.txt does not exist'],
    [told.replace('proof.txt', '../proof.txt'), 'its evidence ../proof.txt leaves the root: not read'],
    [told.replace(soon, '2020-01-31').replace('    evidence: proof.txt\n', ''), 'it ran out on 2020-01-31'],
    [told.replace('CNF-17', 'CNF-0').replace('    evidence: proof.txt\n', ''), 'no guide has that row'],
    [
      `attestations:\n  - control: listener/authenticated\n    subject: cache:6379\n    statement: s\n    by: Ana\n    until: ${soon}\n`,
      'is contradicted: what was read says otherwise',
    ],
  ])('that does not count is a finding: %#', async (text, why) => {
    put('compose.yml', published)
    put('ringwall.yaml', text)
    const found = (await findings()).filter(({ control }) => control === 'deployment/attestation')
    expect(found).toHaveLength(1)
    expect(found[0]!.message).toContain(why)
  })

  it('of a channel counts with its evidence, and is recorded', async () => {
    put('compose.yml', 'services:\n  web:\n    image: example.org/web:1\n')
    const attested = `attested:\n      encryption: required\n      by: Ana\n      evidence: proof.txt\n      until: ${soon}\n`
    put('ringwall.yaml', `channels:\n  - from: web\n    to: bank.example\n    port: 443\n    protocol: http\n    ${attested}`)
    const without = await report()
    expect(without.deployments[0]!.channels.map(({ to, encryption }) => [to, encryption])).toEqual([[{ external: 'bank.example' }, 'unknown']])
    expect(about(without.deployments[0]!.findings, 'deployment/attestation')).toHaveLength(1)
    put('proof.txt', 'seen')
    const { deployments, attestations } = await report()
    expect(deployments[0]!.channels.map(({ encryption }) => encryption)).toEqual(['required'])
    expect(about(deployments[0]!.findings, 'deployment/attestation')).toEqual([])
    expect(attestations).toMatchObject([{ subject: 'web->bank.example:443', statement: 'encryption required', invalid: null }])
  })

  it('of an open verdict closes it, and nothing else', async () => {
    put('compose.yml', 'services:\n  api:\n    image: example.org/api:1\n')
    const before = (await findings()).filter(({ verdict }) => verdict === 'unknown')
    expect(before.length).toBeGreaterThan(0)
    const { control, subject } = before[0]!
    put('ringwall.yaml', `attestations:\n  - control: ${control}\n    subject: ${subject.id}\n    statement: s\n    by: Ana\n    until: ${soon}\n`)
    const { deployments } = await report('--all')
    expect(deployments[0]!.findings.some(({ id }) => id === before[0]!.id)).toBe(false)
    expect(deployments[0]!.passed).toContainEqual({ control, subject })
  })
})

it('two waivers for one finding are both of use', async () => {
  put('compose.yml', published)
  const one = (owner: string): string => `  - control: listener/authenticated\n    owner: ${owner}\n    reason: r\n    until: ${soon}\n`
  put('ringwall.yaml', `waivers:\n${one('Ana')}${one('Bob')}`)
  const found = await findings()
  expect(found.filter(({ control, verdict }) => control === 'listener/authenticated' && verdict === 'waived')).toHaveLength(1)
  expect(found.filter(({ control, message }) => control === 'deployment/waiver-stale' && message.includes('authenticated'))).toEqual([])
})

it('a guide that the project file misnames is an error of the call', async () => {
  put('compose.yml', published)
  put('ringwall.yaml', 'guides:\n  - corn\n')
  expect(await call('audit')).toMatchObject({ code: 2, err: expect.stringContaining('ringwall.yaml:2: there is no guide "corn"') })
})
