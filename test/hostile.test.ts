import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../src/model/report.ts'
import { bombs } from './bombs.ts'
import type { Said } from './in-process.ts'
import { call } from './in-process.ts'

const good = 'services:\n  cache:\n    image: redis:7.2\n    ports: ["6379:6379"]\n'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-hostile-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, content: string | Uint8Array): string {
  const at = join(folder, path)
  mkdirSync(join(at, '..'), { recursive: true })
  writeFileSync(at, content)
  return at
}

async function json(...argv: readonly string[]): Promise<Report> {
  const said = await call(['audit', ...argv, '--format', 'json', '--fail-on', 'never'], folder)
  expect(said.stderr).toBe('')
  return JSON.parse(said.stdout) as Report
}

/** What a refused call says: one line what and where, one what to do, nothing on standard output, exit 2. Anything else as it is. */
function refusal(said: Said): string {
  const lines = said.stderr.trimEnd().split('\n')
  const isRefusal =
    said.exit === 2 && said.stdout === '' && lines.length <= 2 && lines.every((line) => /^(?:ringwall: (?:error|hint): |$)/.test(line))
  return isRefusal ? said.stderr : JSON.stringify({ noRefusal: said })
}

describe('a call that cannot be answered', () => {
  it('broken YAML', async () => {
    write('compose.yaml', 'services:\n  a: [\n')
    expect(refusal(await call(['audit', '.'], folder))).toMatch(/^ringwall: error: compose\.yaml:\d+: .+\nringwall: hint: .+\n$/)
  })

  it('a binary file', async () => {
    write(
      'compose.yaml',
      Uint8Array.from({ length: 4096 }, (_, at) => (at * 89) % 256),
    )
    expect(refusal(await call(['audit', 'compose.yaml'], folder))).toMatch(/compose\.yaml.*not text/)
  })

  it('a file of 100 MB', async () => {
    write('compose.yaml', good)
    truncateSync(join(folder, 'compose.yaml'), 100 * 1024 * 1024)
    expect(refusal(await call(['audit', '.'], folder))).toMatch(/compose\.yaml.*larger than 10 MB/)
  })

  it('no such file', async () => {
    expect(refusal(await call(['audit', 'nowhere.yaml'], folder))).toMatch(/nowhere\.yaml: no such file or folder/)
  })

  it('an empty folder', async () => {
    expect(refusal(await call(['audit', '.'], folder))).toMatch(/neither a Compose file nor settings of a known program were found/)
  })

  it('an empty file', async () => {
    write('compose.yaml', '')
    expect(refusal(await call(['audit', '.'], folder))).toMatch(/compose\.yaml/)
  })

  // nobody may read it, root neither, although it is a file
  it('a file that cannot be read', async () => {
    expect(refusal(await call(['audit', '/proc/self/mem'], folder))).toMatch(/cannot be read/)
  })

  it('a file outside of the root', async () => {
    write('inside/x.txt', '')
    write('outside/compose.yaml', good)
    expect(refusal(await call(['audit', 'outside/compose.yaml', '--root', 'inside'], folder))).toMatch(/does not hold the path/)
  })

  it('a device', async () => {
    expect(refusal(await call(['audit', '/dev/zero'], folder))).toMatch(/\/?zero/)
  })

  it.each([
    [['audit', '.', '--format', 'jsn'], /--format: "jsn" is not one of .*json/],
    [['audit', '.', '--fail-on', 'worst'], /--fail-on: "worst" is not one of/],
    [['audit', '.', '--guide', 'cornflakes'], /--guide: "cornflakes"/],
    [['explain', 'channel/encryptd'], /there is no control "channel\/encryptd"/],
  ])('%j', async (argv, what) => {
    write('compose.yaml', good)
    expect(refusal(await call(argv, folder))).toMatch(what)
  })

  it.each([[['audti']], [['audit', '--no-such-option']], [[]]])('%j is refused by the command line', async (argv) => {
    const said = await call(argv, folder)
    expect(said.exit).toBe(2)
    expect(said.stderr).not.toBe('')
  })

  it('a report that cannot be written', async () => {
    write('compose.yaml', good)
    expect(refusal(await call(['audit', '.', '--output', 'no/such/folder/report.json', '--format', 'json'], folder))).toMatch(/--output/)
  })
})

describe('what is left out is said', () => {
  function gaps(report: Report): string {
    return JSON.stringify(report.deployments.flatMap((deployment) => deployment.inputs))
  }

  it('YAML that is broken further down', async () => {
    write('compose.yaml', `${good}  broken: [\n`)
    const [deployment] = (await json('.')).deployments
    expect(deployment?.components.map((component) => component.id)).toEqual(['cache'])
    expect(deployment?.inputs[0]).toMatchObject({ status: 'partial', gaps: expect.arrayContaining([expect.objectContaining({ line: 5 })]) })
  })

  it('an include loop', async () => {
    write('compose.yaml', `include: [other.yaml]\n${good}`)
    write('other.yaml', 'include: [compose.yaml]\nservices:\n  b: {image: "nginx:1.27"}\n')
    const report = await json('compose.yaml')
    expect(gaps(report)).toMatch(/loop|itself|circle|cycle/i)
    expect(report.deployments[0]?.components.map((component) => component.id)).toContain('cache')
  })

  it('an extends loop', async () => {
    write('compose.yaml', `${good}  a: {extends: b, image: "x:1"}\n  b: {extends: a}\n`)
    const report = await json('compose.yaml')
    expect(gaps(report)).toMatch(/loop|itself|circle|cycle/i)
    expect(report.deployments[0]?.components.map((component) => component.id)).toContain('cache')
  })

  it('an alias bomb', async () => {
    write('compose.yaml', bombs['aliases of lists'] ?? '')
    const said = await call(['audit', '.', '--format', 'json', '--fail-on', 'never'], folder)
    expect(said.stdout + said.stderr).toMatch(/alias|too (many|large|complex)|more than/i)
    expect(said.exit).not.toBe(3)
  })

  it.each(['../secret.yaml', '/etc/hostname'])('an include of %s leaves the root', async (path) => {
    write('secret.yaml', 'services:\n  hidden: {image: "canary-outside:1"}\n')
    write('inside/compose.yaml', `include: ["${path}"]\n${good}`)
    const report = await json('inside', '--root', 'inside')
    expect(gaps(report)).toContain('leaves the root')
    expect(JSON.stringify(report)).not.toContain('canary-outside')
    expect(report.deployments[0]?.components.map((component) => component.id)).toEqual(['cache'])
  })

  it('a symbolic link leaves the root', async () => {
    write('secret.env', 'TOKEN=canary-outside\n')
    write('inside/compose.yaml', `${good}    env_file: linked.env\n`)
    symlinkSync('../secret.env', join(folder, 'inside/linked.env'))
    const report = await json('inside', '--root', 'inside')
    expect(gaps(report)).toContain('leaves the root')
    expect(JSON.stringify(report)).not.toContain('canary-outside')
  })

  it('a folder that links to itself ends', async () => {
    write('compose.yaml', good)
    symlinkSync('.', join(folder, 'again'))
    expect((await json('.')).deployments).toHaveLength(1)
  })

  it('one broken file does not hide the good one', async () => {
    write('broken/compose.yaml', 'services:\n  a: [\n')
    write('good/compose.yaml', good)
    const report = await json('.')
    const [judged] = report.deployments.filter((deployment) => deployment.components.length > 0)
    expect(judged?.findings.some((finding) => finding.locations[0]?.file === 'good/compose.yaml' && finding.locations[0]?.line === 4)).toBe(true)
    const failed = report.deployments.flatMap((deployment) => deployment.inputs).find((input) => input.file === 'broken/compose.yaml')
    expect(failed?.status).toBe('failed')
    expect(failed?.gaps[0]?.why).not.toBe('')
  })

  it('and a strict call fails for it', async () => {
    write('broken/compose.yaml', 'services:\n  a: [\n')
    write('good/compose.yaml', 'services:\n  job: {image: "registry.example.org/job:1"}\n')
    expect((await call(['audit', '.', '--fail-on', 'never'], folder)).exit).toBe(0)
    expect((await call(['audit', '.', '--fail-on', 'never', '--strict'], folder)).exit).toBe(1)
  })
})

describe('exit codes', () => {
  it('1 from the threshold on, 0 below it', async () => {
    write('compose.yaml', good)
    expect((await call(['audit', '.'], folder)).exit).toBe(1)
    expect((await call(['audit', '.', '--fail-on', 'never'], folder)).exit).toBe(0)
    expect((await call(['map', '.'], folder)).exit).toBe(0)
    expect((await call(['--version'], folder)).exit).toBe(0)
    expect((await call(['explain'], folder)).exit).toBe(0)
  })
})
