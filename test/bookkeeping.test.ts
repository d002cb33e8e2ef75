import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../src/cli/main.ts'
import type { Report } from '../src/model/report.ts'
import { project } from './in-process.ts'

// docs/bookkeeping.md is run: its files are written, and what it shows is what is printed.
const page = readFileSync(join(project, 'docs/bookkeeping.md'), 'utf8')
const blocks = [...page.matchAll(/^```\w+ (file|args)=(\S+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', name = '', text = '']) => ({ kind, name, text }))

let folder = ''

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-06-01T00:00:00Z') })
  folder = join(mkdtempSync(join(tmpdir(), 'ringwall-page-')), 'shop')
  for (const { name, text } of blocks.filter(({ kind }) => kind === 'file')) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})

afterEach(() => {
  vi.useRealTimers()
  rmSync(dirname(folder), { recursive: true, force: true })
})

async function said(...argv: readonly string[]): Promise<string> {
  let out = ''
  const stream = { write: (text: string) => (out += text), columns: 80 }
  await main(argv, { stdout: stream, stderr: stream, env: {}, cwd: folder })
  return out
}

describe('docs/bookkeeping.md', () => {
  it('shows what is printed', async () => {
    const shown = blocks.filter(({ kind }) => kind === 'args')
    expect(shown).toHaveLength(1)
    for (const { name, text } of shown) expect((await said(name)).slice(0, text.length)).toBe(text)
  })

  it('waives and attests what it says, and leaves nothing behind', async () => {
    const { deployments, attestations } = JSON.parse(await said('audit', '--format', 'json', '--all')) as Report
    const [shop] = deployments
    expect(
      shop!.findings.filter(({ verdict }) => verdict === 'waived').map(({ control, waiver }) => `${control} ${waiver!.origin} ${waiver!.owner}`),
    ).toEqual(['listener/authenticated project Ana', 'channel/encrypted inline Ana'])
    expect(shop!.findings.filter(({ control }) => control.startsWith('deployment/'))).toEqual([])
    expect(shop!.passed).toContainEqual({ control: 'component/root-user', subject: { type: 'component', id: 'api' } })
    expect(attestations?.map(({ invalid, sha256 }) => [invalid, sha256?.length])).toEqual([[null, 64]])
  })

  it('names controls that are there', async () => {
    const controls = [...page.matchAll(/`(deployment\/[a-z-]+)`/g)].map(([, id = '']) => id)
    expect(controls.length).toBe(5)
    for (const id of controls) expect(await said('explain', id)).toContain(`# ${id}`)
  })
})
