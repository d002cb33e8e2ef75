import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Said } from '../in-process.ts'
import { call } from '../in-process.ts'
import type { ToldProject } from '../lab/told-project.ts'
import { startToldProject } from '../lab/told-project.ts'
import { isMissing, program, reason } from './server.ts'

const mount = process.getuid?.() === 0 ? program('/usr/bin/mount', '/bin/mount') : undefined

/** Blocks that are left on the disk. */
const spaces = [0, 1, 2, 3, 5, 8, 12, 20, 30, 60]

describe.skipIf(isMissing(mount))(`harden --apply on a disk that is full${reason(mount)}`, () => {
  const disks: string[] = []
  const shops: ToldProject[] = []
  beforeAll(async () => {
    for (const full of ['folder', 'state'] as const) {
      const disk = mkdtempSync(join(tmpdir(), 'ringwall-full-'))
      execFileSync(mount!, ['-t', 'tmpfs', '-o', 'size=512k,mode=700', 'tmpfs', disk])
      disks.push(disk)
      const elsewhere = mkdtempSync(join(tmpdir(), 'ringwall-room-'))
      disks.push(elsewhere)
      for (const name of ['shop', 'state']) for (const each of [disk, elsewhere]) mkdirSync(join(each, name), { mode: 0o700 })
      const [folder, state] = [join(full === 'folder' ? disk : elsewhere, 'shop'), join(full === 'state' ? disk : elsewhere, 'state')]
      shops.push(await startToldProject({ folder, state }))
    }
  })
  afterAll(async () => {
    for (const shop of shops) await shop.stop()
    for (const [at, disk] of disks.entries()) {
      if (at % 2 === 1) {
        rmSync(disk, { recursive: true })
        continue
      }
      execFileSync('umount', [disk])
      rmdirSync(disk)
    }
  })

  const apply = ({ folder, words, env }: ToldProject): Promise<Said> =>
    call(['harden', folder, '--apply', '--only', 'channels', ...words], folder, env)

  /** Applies with ever more room, until it comes through; gives the ends. */
  async function withMoreAndMore(shop: ToldProject, disk: string): Promise<readonly string[]> {
    const weak = shop.texts()
    const ends: string[] = []
    for (const space of spaces) {
      shop.reset()
      const { bsize, bfree } = statfsSync(disk)
      writeFileSync(join(disk, 'filler'), Buffer.alloc((bfree - space) * bsize))
      const said = await apply(shop)
      rmSync(join(disk, 'filler'))
      if (said.exit === 0) return [...ends, 'done']
      const end = ['', 'taken back', 'not begun'][said.exit]
      // at once, without any more room; why is told; and the programs have the same files
      const isOld = isDeepStrictEqual(shop.texts(), weak) && (said.exit !== 1 || shop.told() === shop.digest())
      if (end === undefined || !isOld || !`${said.stdout}${said.stderr}`.includes('ENOSPC'))
        throw new Error(`${space} blocks left: ${said.exit} ${said.stdout}${said.stderr}`)
      ends.push(end)
    }
    return ends
  }

  it('leaves the old state at once, and says why', { timeout: 300_000 }, async () => {
    const [folder, state] = await Promise.all(shops.map((shop, at) => withMoreAndMore(shop, disks[2 * at]!)))
    // what is called next on a disk with room comes through
    expect(
      await Promise.all(shops.map(async (shop) => (await call(['harden', shop.folder, '--rollback', ...shop.words], '/', shop.env)).exit)),
    ).toEqual([0, 0])
    expect(folder).toContain('taken back')
    expect(state).toContain('not begun')
    expect([folder!.at(-1), state!.at(-1)]).toEqual(['done', 'done'])
  })
})
