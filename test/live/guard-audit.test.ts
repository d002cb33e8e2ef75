import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keys, openLog, records, verified } from '../guard/audit-log.ts'

const base = mkdtempSync(join(tmpdir(), 'ringwall-guard-audit-'))
const keyFile = join(base, 'audit.pem')
writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
const project = join(import.meta.dirname, '../..')
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Runs the writer under load until `until` of what it said is true, kills it, and gives what it said. */
async function killedWriter(folder: string, until: (said: readonly string[]) => boolean): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(project, 'test/guard/audit-load.ts'), folder, keyFile, '48'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (piece: string) => {
    text += piece
    if (until(text.split('\n'))) child.kill('SIGKILL')
  })
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)))
  if (signal !== 'SIGKILL') throw new Error('the writer ended by itself')
  return text.split('\n').slice(0, -1)
}

it('a writer that is killed under load loses nothing that it acknowledged', { timeout: 180_000 }, async () => {
  const folder = join(base, 'killed')
  const said: string[] = []
  const rounds = 10
  for (let round = 0; round < rounds; round++) {
    // at another moment each time, with segments and checkpoints being begun in some
    const lines = await killedWriter(folder, (all) => all.length > 20 + round * 313)
    expect(lines.length).toBeGreaterThanOrEqual(20)
    expect(lines.some((line) => line.startsWith('refused'))).toBe(false)
    said.push(...lines)
  }
  await (await openLog(folder)).close()
  const written = records(folder).flatMap(({ kind, key }) => (kind === 'key' ? [String(key)] : []))
  const there = new Set(written)
  expect(said.filter((name) => !there.has(name))).toEqual([])
  expect(there.size).toBe(written.length)
  const { problems, gaps, end, signed } = verified(folder)
  expect({ problems, signed }).toEqual({ problems: [], signed: end })
  // the first began, all others found an end that was none
  expect(gaps).toHaveLength(rounds)
})

const isRoot = process.getuid?.() === 0

it.skipIf(!isRoot)('a full disk refuses what is fail-closed, and what was acknowledged stays', { timeout: 60_000 }, async () => {
  const disk = join(base, 'disk')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'none', disk])
  try {
    const folder = join(disk, 'log')
    const log = await openLog(folder)
    const said: string[] = []
    let refused = 0
    for (let at = 0; refused < 50; at++) {
      const names = Array.from({ length: 8 }, (_, each) => `k${at}.${each}`)
      await Promise.all(
        names.map(async (key) =>
          log.write({ kind: 'key', by: { type: 'anonymous' }, change: 'created', key: key as never }).then(
            () => said.push(key),
            () => refused++,
          ),
        ),
      )
    }
    expect(log.status().fault).toContain('ENOSPC')
    expect(said.length).toBeGreaterThan(500)
    execFileSync('mount', ['-o', 'remount,size=2m', disk])
    await log.write({ kind: 'key', by: { type: 'anonymous' }, change: 'created', key: 'after' as never })
    await log.close()
    expect(records(folder).flatMap(({ kind, key }) => (kind === 'key' ? [key] : []))).toEqual([...said, 'after'])
    expect(records(folder).find(({ kind }) => kind === 'gap')).toMatchObject({ cause: 'not-written', refused })
    expect(verified(folder).problems).toEqual([])
  } finally {
    execFileSync('umount', [disk])
  }
})
