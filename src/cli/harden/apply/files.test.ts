import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Ended, endingDisk, failingDisk } from '../../../../test/disks.ts'
import type { Carrier, Outcome } from '../../../engine/harden/carry-out.ts'
import { carryOut } from '../../../engine/harden/carry-out.ts'
import { begunOf, isOpen } from '../../../engine/harden/journal.ts'
import { imagesAt, latestState, statesOf } from '../../../engine/harden/states.ts'
import type { Begun, FileImage, JournalStage, PlacedFile } from '../../../model/journal.ts'
import type { Disk } from '../../../storage/disk.ts'
import { realDisk } from '../../../storage/disk.ts'
import { openJournals } from '../../../storage/journals.ts'
import { openObjects } from '../../../storage/objects.ts'
import { imageOf } from '../../../storage/placing.ts'
import { fileCarrier } from './files.ts'

/** What is on the disk when a step returns costs nothing there. */
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const at = '2026-01-01T00:00:00Z'
const places: string[] = []

/** Two files that are changed, one of them twice; one that goes; one that comes, in a folder that is not there. */
const old = { 'compose.yaml': 'old compose\n', '.env': 'PASSWORD=old\n', 'conf/gone.conf': 'old\n' }
const between = { 'compose.yaml': 'accepts both\n', '.env': 'PASSWORD=old\n', 'conf/gone.conf': 'old\n', 'secrets/new/key': 'key\n' }
const now = { 'compose.yaml': 'new compose\n', '.env': 'PASSWORD=new\n', 'secrets/new/key': 'key\n' }
type Tree = Readonly<Record<string, string>>

interface World {
  readonly root: string
  readonly begun: Begun
  readonly tree: () => Tree
}

afterEach(() => {
  for (const each of places.splice(0)) rmSync(each, { recursive: true })
})

function world(): World {
  const root = mkdtempSync(join(inMemory, 'ringwall-apply-'))
  places.push(root)
  const deployment = join(root, 'deployment')
  for (const [name, text] of Object.entries(old)) {
    mkdirSync(dirname(join(deployment, name)), { recursive: true })
    writeFileSync(join(deployment, name), text)
  }
  chmodSync(join(deployment, '.env'), 0o640)
  const objects = openObjects(join(root, 'state/objects'), realDisk)
  const made = (text: string, like: FileImage | null): FileImage => ({
    content: objects.keep(Buffer.from(text)),
    mode: like?.mode ?? 0o600,
    user: like?.user ?? process.getuid!(),
    group: like?.group ?? process.getgid!(),
  })
  const before = ['compose.yaml', '.env', 'conf/gone.conf', 'secrets/new/key'].map((name): PlacedFile => {
    const path = join(deployment, name)
    if (existsSync(path)) objects.keep(readFileSync(path))
    return { path, image: imageOf(path) }
  })
  const stage = (phase: JournalStage['phase'], from: Tree, to: Tree): JournalStage => ({
    phase,
    touched: {},
    files: before.flatMap(({ path, image }) => {
      const name = path.slice(deployment.length + 1)
      return from[name] === to[name] ? [] : [{ path, image: to[name] === undefined ? null : made(to[name], image) }]
    }),
  })
  const begun: Begun = {
    event: 'begun',
    schema: 'ringwall.journal/0',
    at,
    kind: 'apply',
    path: '.',
    before,
    stages: [stage('accept', old, between), stage('close', between, now)],
    folders: [join(deployment, 'secrets'), join(deployment, 'secrets/new')],
    emptied: [],
    engines: [],
  }
  return {
    root,
    begun,
    tree: () =>
      Object.fromEntries(
        readdirSync(deployment, { recursive: true, encoding: 'utf8' })
          .filter((name) => statSync(join(deployment, name)).isFile())
          .toSorted()
          .map((name) => [name, readFileSync(join(deployment, name), 'utf8')]),
      ),
  }
}

interface Programs {
  readonly tell?: Carrier['tell']
  readonly prove?: Carrier['prove']
  readonly tellBack?: Carrier['tellBack']
  readonly force?: boolean
}

/** One process: begins a run, or brings the one that is open to its end. */
async function run({ root, begun }: World, disk: Disk, { tell, prove, tellBack, force = false }: Programs = {}): Promise<Outcome | undefined> {
  const journals = openJournals(join(root, 'state/runs'), disk)
  const open = journals.all().find(({ events }) => isOpen(events))
  const number = open?.number ?? journals.next()
  if (open === undefined) journals.note(number, begun)
  const events = open?.events ?? [begun]
  const files = fileCarrier(begunOf(events), {
    objects: openObjects(join(root, 'state/objects'), disk),
    disk,
    folder: journals.folder(number),
    force,
  })
  return carryOut(events, open === undefined, {
    ...files,
    note: (event) => journals.note(number, event),
    tell: tell ?? (() => Promise.resolve([])),
    prove: prove ?? (() => Promise.resolve([])),
    tellBack: tellBack ?? (() => Promise.resolve([])),
    now: () => at,
    reason: (error) => (error instanceof Error ? error.message : String(error)),
  })
}

function runsIn({ root }: World): ReturnType<ReturnType<typeof openJournals>['all']> {
  return openJournals(join(root, 'state/runs'), realDisk).all()
}

/**
 * Runs the change again and again with a disk that fails one step later each time, and then the next call on a sound one: the files are
 * the old ones or the new ones, and the journal says which. Gives the ends.
 */
async function atEveryStep(
  failing: (step: number) => { readonly disk: Disk; readonly steps: () => number },
  programs: Programs,
  atOnce: (outcome: Outcome | undefined, made: World) => void = () => {},
): Promise<readonly string[]> {
  const ends: string[] = []
  for (let step = 1; ; step++) {
    const made = world()
    const { disk, steps } = failing(step)
    const outcome = await run(made, disk, programs).catch((error: unknown) => {
      if (error instanceof Ended || String(error).includes('ENOSPC')) return undefined
      throw error
    })
    if (steps() < step) return ends
    atOnce(outcome, made)
    const [left] = runsIn(made)
    if (left !== undefined && isOpen(left.events)) await run(made, realDisk, programs)
    const [told] = statesOf(runsIn(made))
    expect(made.tree()).toEqual(told?.end === 'done' ? now : old)
    expect(told?.end).not.toBe('open')
    ends.push(told?.end ?? 'not begun')
  }
}

describe('a change of files', () => {
  it('comes through, keeps modes, and leaves nothing beside the files', async () => {
    const made = world()
    expect(await run(made, realDisk)).toEqual({ end: 'done', notes: [] })
    expect(made.tree()).toEqual(now)
    const image = (name: string): FileImage | null => imageOf(join(made.root, 'deployment', name))
    expect([image('.env')?.mode, image('secrets/new/key')?.mode]).toEqual([0o640, 0o600])
    expect(statesOf(runsIn(made))).toMatchObject([{ number: 1, end: 'done', isInForce: true }])
  })

  it.each([
    ['the programs do not come up', { tell: () => Promise.reject(new Error('no')) }],
    ['what was closed is seen open', { prove: (stage: number) => (stage === 1 ? Promise.reject(new Error('no')) : Promise.resolve([])) }],
  ])('goes back as a whole when %s', async (_why, programs) => {
    const made = world()
    expect(await run(made, realDisk, programs)).toEqual({ end: 'taken-back', why: 'no', notes: [] })
    expect(made.tree()).toEqual(old)
    expect(existsSync(join(made.root, 'deployment/secrets'))).toBe(false)
    const [first] = runsIn(made)
    expect(first?.events).toContainEqual({ event: 'failed', at, why: 'no' })
  })

  it('ended at any step, is the old or the new one after the next call, and the journal tells which', { timeout: 120_000 }, async () => {
    const ends = await atEveryStep(endingDisk, {})
    // it is ended in the middle of both ways
    expect(ends.filter((end) => end === 'taken-back').length).toBeGreaterThan(20)
    expect(ends.filter((end) => end === 'done').length).toBeGreaterThan(2)
  })

  it('ended at any step of its way back, comes to its end with the next call', { timeout: 120_000 }, async () => {
    const programs: Programs = { prove: (stage) => (stage === 1 ? Promise.reject(new Error('no')) : Promise.resolve([])) }
    const ends = await atEveryStep(endingDisk, programs)
    expect(ends.filter((end) => end === 'taken-back').length).toBeGreaterThan(40)
    expect(ends).not.toContain('done')
  })

  it('on a disk that fails at any step and from then on, is old or new once the disk is well again', { timeout: 120_000 }, async () => {
    const ends = await atEveryStep((from) => failingDisk(from, false), {})
    expect(ends.length).toBeGreaterThan(40)
  })

  it('on a disk that is full from any step on, is old or new at once: the way back takes no space', { timeout: 120_000 }, async () => {
    const atOnce: [Outcome | undefined, Tree][] = []
    await atEveryStep(
      (from) => failingDisk(from, true),
      {},
      (outcome, made) => atOnce.push([outcome, made.tree()]),
    )
    const ended = atOnce.flatMap(([outcome, tree]) => (outcome === undefined ? [] : [{ end: outcome.end, tree }]))
    expect(ended.length).toBeGreaterThan(20)
    expect(ended).toEqual(ended.map(({ end }) => ({ end, tree: end === 'done' ? now : old })))
  })

  it('does not write over what somebody wrote meanwhile, unless it is told to, and keeps it then', async () => {
    const made = world()
    const compose = join(made.root, 'deployment/compose.yaml')
    const programs: Programs = { tell: () => Promise.reject(new Error('no')), tellBack: () => Promise.resolve([]) }
    const meddled: Programs = {
      ...programs,
      tell: () => {
        writeFileSync(compose, 'by hand\n')
        return Promise.reject(new Error('no'))
      },
    }
    expect(await run(made, realDisk, meddled)).toMatchObject({ end: 'stuck', failed: 'no' })
    expect(readFileSync(compose, 'utf8')).toBe('by hand\n')
    expect(await run(made, realDisk, { ...programs, force: true })).toMatchObject({ end: 'taken-back', why: 'no' })
    expect(made.tree()).toEqual(old)
    const kept = readdirSync(join(made.root, 'state/runs/0001')).filter((name) => name.endsWith('compose.yaml'))
    expect(kept.map((name) => readFileSync(join(made.root, 'state/runs/0001', name), 'utf8'))).toEqual(['by hand\n'])
  })

  it('is stuck where the programs cannot be told on the way back, and the next call tries again', async () => {
    const made = world()
    const programs: Programs = { tell: () => Promise.reject(new Error('no')), tellBack: () => Promise.reject(new Error('no engine')) }
    expect(await run(made, realDisk, programs)).toEqual({ end: 'stuck', why: 'no engine', failed: 'no' })
    expect(made.tree()).toEqual(old)
    expect(await run(made, realDisk)).toMatchObject({ end: 'taken-back', why: 'no' })
  })

  it('shows nobody else what is kept', async () => {
    const made = world()
    await run(made, realDisk)
    const state = join(made.root, 'state')
    const modes = readdirSync(state, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(state, name)).mode & 0o077)
    expect(modes.length).toBeGreaterThan(5)
    expect(modes.every((mode) => mode === 0)).toBe(true)
  })
})

describe('a way back', () => {
  it('leads to the files before a run, and what is in force is known', async () => {
    const made = world()
    await run(made, realDisk)
    const runs = runsIn(made)
    expect(latestState(runs)).toBe(1)
    const files = imagesAt(runs, 1)
    const back: Begun = {
      ...made.begun,
      kind: 'rollback',
      to: 1,
      before: made.begun.before.map(({ path }) => ({ path, image: imageOf(path) })),
      stages: [{ phase: 'back', files, touched: {} }],
      folders: [],
      emptied: made.begun.folders,
    }
    const told = await run({ ...made, begun: back }, realDisk, { tell: () => Promise.reject(new Error('the engine is gone')) })
    expect(told).toEqual({ end: 'done', notes: ['the engine is gone'] })
    expect(made.tree()).toEqual(old)
    expect(existsSync(join(made.root, 'deployment/secrets'))).toBe(false)
    expect(latestState(runsIn(made))).toBeUndefined()
    expect(statesOf(runsIn(made))).toMatchObject([
      { number: 1, isInForce: false },
      { number: 2, kind: 'rollback', to: 1, end: 'done' },
    ])
  })
})
