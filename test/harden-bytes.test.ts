import { appendFileSync, chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { call, project } from './in-process.ts'
import { unshown } from './shown-changes.ts'

const weak = readdirSync(join(project, 'examples'))
  .map((name) => join('examples', name, 'weak'))
  .filter((path) => statSync(join(project, path), { throwIfNoEntry: false })?.isDirectory() === true)

async function hardened(
  path: string,
  ...more: readonly string[]
): Promise<{ readonly before: string; readonly after: string; readonly plan: Hardening }> {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-bytes-'))
  const [before, after] = [join(base, 'weak'), join(base, 'hard')]
  cpSync(join(project, path), before, { recursive: true })
  writeFileSync(join(before, 'unread.bin'), Buffer.from([0, 255, 10, 13, 10, 128]))
  const said = await call(['harden', before, '--format', 'json', '--write', after, ...more])
  expect(said).toMatchObject({ exit: 0, stderr: '' })
  return { before, after, plan: JSON.parse(said.stdout) as Hardening }
}

describe.each(weak)('%s', { timeout: 120_000 }, (path) => {
  it('becomes what the plan shows, byte for byte', async () => {
    const { before, after, plan } = await hardened(path)
    const { faults, exact } = unshown(before, after, plan)
    expect(faults).toEqual([])
    expect(exact).toBeGreaterThan(0)
  })
})

describe('what is not shown', { timeout: 120_000 }, () => {
  it('is seen, whatever it is', async () => {
    const { before, after, plan } = await hardened('examples/corridor/weak', '--as', 'override')
    expect(unshown(before, after, plan).faults).toEqual([])
    const spoil = (work: (folder: string) => void): readonly string[] => {
      const copy = mkdtempSync(join(tmpdir(), 'ringwall-spoilt-'))
      cpSync(after, copy, { recursive: true })
      work(copy)
      return unshown(before, copy, plan).faults
    }
    expect(spoil((folder) => appendFileSync(join(folder, 'compose.yaml'), ' '))).toEqual(['compose.yaml is another, and not shown'])
    expect(spoil((folder) => appendFileSync(join(folder, 'compose.override.yaml'), '#'))).toEqual([
      'compose.override.yaml: its diff does not lead to it',
    ])
    expect(spoil((folder) => chmodSync(join(folder, 'nginx.conf'), 0o666))).toHaveLength(1)
    expect(spoil((folder) => writeFileSync(join(folder, 'more'), ''))).toEqual(['more is new, and not shown'])
    expect(spoil((folder) => rmSync(join(folder, 'unread.bin')))).toEqual(['unread.bin is gone'])
    const masked = readFileSync(join(after, 'redis.conf'), 'utf8')
    expect(spoil((folder) => writeFileSync(join(folder, 'redis.conf'), `${masked}\n`))).toHaveLength(1)
  })
})
