import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOpen } from '../../src/engine/harden/journal.ts'
import { call } from '../in-process.ts'
import type { Ended } from '../lab/killed.ts'
import { chance, isNewState, runsOf, seed, startKilled } from '../lab/killed.ts'
import type { ToldProject } from '../lab/told-project.ts'
import { startToldProject } from '../lab/told-project.ts'

/** Points at which the program is killed, and projects in which that is done at a time: most of it is waiting. */
const points = 50
const projects = 5

interface Point {
  readonly step: number
  readonly when: 'before' | 'half' | 'after'
  /** What is called next. */
  readonly next: '--apply' | '--rollback'
}

/** What is done with one project. */
function hands(shop: ToldProject) {
  const words = (first: string): readonly string[] => [first, '--only', 'channels', ...shop.words]
  const runs = () => runsOf(shop.folder, shop.state)
  return {
    runs,
    harden: (first: string) => call(['harden', shop.folder, ...words(first)], shop.folder, shop.env),
    /** The program as its users start it, with something that counts its steps and kills it. The engine answers meanwhile. */
    start: (first: string, killing: Readonly<Record<string, unknown>>): Promise<Ended> =>
      startKilled(['harden', shop.folder, ...words(first)], shop.env, { folders: [shop.folder, shop.state], ...killing }),
    /** Whether the files are those of the run that is in force. */
    isNew: (): boolean => isNewState(runs()),
  }
}

describe(`harden --apply and --rollback, killed at ${points} points (RINGWALL_SEED=${seed})`, () => {
  const shops: ToldProject[] = []
  beforeAll(async () => {
    for (let at = 0; at < projects; at++) shops.push(await startToldProject())
  })
  afterAll(async () => {
    for (const shop of shops) await shop.stop()
  })

  it('leave the old or the new state, and the journal tells which', { timeout: 600_000 }, async () => {
    const [first] = shops as [ToldProject]
    const { start, isNew } = hands(first)
    const weak = first.texts()
    const stepsOf = async (word: string): Promise<number> => {
      const count = join(first.root, 'count')
      const done = await start(word, { count })
      demand(done.status === 0, done.said)
      return Number(readFileSync(count, 'utf8'))
    }
    const steps = await stepsOf('--apply')
    expect([isNew(), first.told()]).toEqual([true, first.digest()])
    const stepsBack = await stepsOf('--rollback')
    expect([first.texts(), first.told()]).toEqual([weak, first.digest()])
    // a way back is a run of its own, and can be taken back: folders that it took away come again
    expect((await call(['harden', first.folder, '--rollback', '2', ...first.words], first.folder, first.env)).exit).toBe(0)
    expect(first.texts()['ringwall/cache/tls.crt']).toContain('CERTIFICATE')
    expect(steps).toBeGreaterThan(100)
    expect(stepsBack).toBeGreaterThan(50)

    const next = chance(seed)
    const left: Point[] = Array.from({ length: points }, () => ({
      step: 1 + Math.floor(next() * (steps + stepsBack)),
      when: (['before', 'half', 'after'] as const)[Math.floor(next() * 3)]!,
      next: next() < 0.5 ? '--apply' : '--rollback',
    }))
    const ends: string[] = []
    await Promise.all(
      shops.map(async (shop) => {
        for (let point = left.pop(); point !== undefined; point = left.pop()) ends.push(await killedAt(shop, point, steps, weak))
      }),
    )
    // both were ended in the middle
    expect(ends).toHaveLength(points)
    expect(ends).toContain('--apply left')
    expect(ends).toContain('--rollback left')
  })
})

/** Kills it at a point, looks, and makes the next call. */
async function killedAt(shop: ToldProject, point: Point, steps: number, weak: Readonly<Record<string, string>>): Promise<string> {
  const { runs, start, harden, isNew } = hands(shop)
  shop.reset()
  const isBack = point.step > steps
  if (isBack) demand((await harden('--apply')).exit === 0, 'nothing to go back from')
  const [word, step] = isBack ? ['--rollback', point.step - steps] : ['--apply', point.step]
  const where = `RINGWALL_SEED=${seed}: ${point.when} step ${step} of ${word}`
  const killed = await start(word, { step, when: point.when })
  demand(killed.signal === 'SIGKILL', `${where}: it was not killed: ${killed.said}`)
  demand(shop.texts()['web/notes.txt'] === weak['web/notes.txt'], `${where}: something was lost`)
  // whoever looks is told what holds
  const isLeft = runs().some(({ events }) => isOpen(events))
  const status = await call(['harden', shop.folder, '--state', shop.state, '--status'], shop.folder, shop.env)
  demand(status.exit === (isLeft ? 7 : 0), `${where}: --status ended with ${status.exit}: ${status.stdout}`)
  // the next call goes back, or goes on
  const said = await harden(point.next)
  const then = `${where}, then ${point.next}: ${said.exit} ${said.stdout}${said.stderr}`
  demand(!runs().some(({ events }) => isOpen(events)), `${then}: the journal is not at its end`)
  demand(isNew() || (point.next === '--rollback' && isDeepStrictEqual(shop.texts(), weak)), `${then}: neither the old nor the new state`)
  // before the first stage nobody told the programs anything
  const isUntold = !isNew() && shop.told() === ''
  demand(isUntold || shop.told() === shop.digest(), `${then}: the programs were told of other files`)
  demand(!Object.keys(shop.texts()).some((name) => name.includes('.ringwall-')), `${then}: something is left beside the files`)
  return `${word} ${isLeft ? 'left' : 'whole'}`
}

function demand(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise)
}
