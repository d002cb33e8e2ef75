import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseMeasures } from '../src/cli/harden/interactive.ts'
import { writeInPlace } from '../src/cli/harden/in-place.ts'
import { planFor } from '../src/cli/harden/plan.ts'
import type { Hardening, Measure } from '../src/model/hardening.ts'
import { realDisk } from '../src/storage/disk.ts'
import { call, project } from './in-process.ts'

const weak = join(project, 'examples/corridor/weak')

function copy(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'ringwall-write-')), 'corridor')
  cpSync(weak, folder, { recursive: true })
  return folder
}

function texts(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, name), 'latin1')]))
}

const io = { stdout: { write: () => true }, stderr: { write: () => true }, env: {}, cwd: project }

describe('--in-place', { timeout: 120_000 }, () => {
  it('changes the files themselves, which keep their modes, and leaves nothing beside them', async () => {
    const folder = copy()
    chmodSync(join(folder, 'compose.yaml'), 0o640)
    const before = texts(folder)
    const said = await call(['harden', folder, '--in-place', '--format', 'json'])
    const { files } = JSON.parse(said.stdout) as Hardening
    const after = texts(folder)
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(files.map(({ file }) => file).toSorted())
    expect(statSync(join(folder, 'compose.yaml')).mode & 0o777).toBe(0o640)
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  })

  it('writes nothing where a file was changed meanwhile', async () => {
    const folder = copy()
    const planned = await planFor(folder, { only: ['ports'] }, '2026-01-01T00:00:00Z', io)
    writeFileSync(join(folder, 'compose.yaml'), 'services: {}\n')
    const before = texts(folder)
    expect(() => writeInPlace(planned)).toThrow('was changed by somebody else meanwhile')
    expect(texts(folder)).toEqual(before)
  })

  it('goes back as a whole at any fault', async () => {
    const folder = copy()
    const planned = await planFor(folder, {}, '2026-01-01T00:00:00Z', io)
    const before = texts(folder)
    let steps = 0
    let faults = 0
    const seen: unknown[] = []
    for (let at = 1; ; at++) {
      steps = 0
      const step = (): void => {
        steps += 1
        if (steps === at) throw new Error('no space')
      }
      const disk = {
        ...realDisk,
        create: (...given: Parameters<typeof realDisk.create>) => (step(), realDisk.create(...given)),
        link: (...given: Parameters<typeof realDisk.link>) => (step(), realDisk.link(...given)),
        rename: (...given: Parameters<typeof realDisk.rename>) => (step(), realDisk.rename(...given)),
      }
      try {
        writeInPlace(planned, disk)
        break
      } catch (error) {
        if (!String(error).includes('no space')) throw error
        faults += 1
        seen.push(texts(folder))
      }
    }
    expect(seen.filter((each) => JSON.stringify(each) !== JSON.stringify(before))).toEqual([])
    expect(faults).toBeGreaterThan(10)
    expect(texts(folder)).not.toEqual(before)
  })
})

describe('--as override', { timeout: 120_000 }, () => {
  it('leaves the Compose file as it is, and has nothing more to change then', async () => {
    const folder = copy()
    const said = await call(['harden', folder, '--in-place', '--as', 'override', '--format', 'json'])
    expect(said.stderr).toBe('')
    const after = texts(folder)
    expect(after['compose.yaml']).toBe(texts(weak)['compose.yaml'])
    expect(after['compose.override.yaml']).toContain('ports: !override ["127.0.0.1:5432:5432"]')
    const again = JSON.parse((await call(['harden', folder, '--format', 'json'])).stdout) as Hardening
    expect(again.files).toEqual([])
  })
})

describe('--interactive', () => {
  const measures = ['a', 'b', 'c'].map((id) => ({ id, title: id, controls: [], requirements: [], risks: [] }) as unknown as Measure)

  it.each<[string, readonly (string | undefined)[], readonly string[]]>([
    ['yes and no', ['y', 'n', 'yes'], ['a', 'c']],
    ['a diff first', ['d', 'y', 'what?', 'n', 'n'], ['a']],
    ['an end', ['y', 'q'], ['a']],
    ['nobody there', [undefined], []],
  ])('%s', async (_, answers, wanted) => {
    const left = [...answers]
    const said: string[] = []
    const chosen = await chooseMeasures(
      measures,
      () => Promise.resolve(left.shift()),
      (text) => said.push(text),
      (id) => Promise.resolve(`diff of ${id}`),
    )
    expect(chosen).toEqual(wanted)
    expect(said.includes('diff of a')).toBe(answers.includes('d'))
  })

  it('needs a terminal', async () => {
    const said = await call(['harden', 'examples/corridor/weak', '--interactive', '--only', 'ports'])
    expect(said.exit).toBe(2)
    expect(said.stderr).toContain('--only and --except')
  })
})

describe('what is chosen', { timeout: 120_000 }, () => {
  const plan = async (...more: readonly string[]) => {
    const said = await call(['harden', 'examples/corridor/weak', '--format', 'json', ...more])
    return { ...said, measures: said.exit === 2 ? [] : (JSON.parse(said.stdout) as Hardening).deployments.flatMap((each) => each.measures) }
  }

  it('takes a control, and the id of a measure', async () => {
    const { measures } = await plan('--only', 'component/debug-mode')
    expect(measures.map(({ controls }) => controls)).toEqual([['component/debug-mode']])
    const [{ id } = { id: '' }] = measures
    expect((await plan('--only', id)).measures.map((each) => each.id)).toEqual([id])
    expect((await plan('--only', 'settings', '--except', id)).measures.map((each) => each.id)).not.toContain(id)
  })

  it('refuses the id of a measure that there is not', async () => {
    const { exit, stderr } = await plan('--only', 'ports nobody:1')
    expect(exit).toBe(2)
    expect(stderr).toContain('there is no measure "ports nobody:1"')
  })

  it('keeps to the rows of a guide', async () => {
    const { measures } = await plan('--guide', 'corridor')
    expect(measures.length).toBeGreaterThan(3)
    expect(measures.length).toBeLessThan((await plan()).measures.length)
    expect(measures.map(({ remedy }) => remedy)).not.toContain('dead-keys')
  })

  it('fails a check where something grave is to be changed, and not where it is not', async () => {
    expect((await plan('--check', '--only', 'ports')).exit).toBe(1)
    expect((await plan('--check', '--only', 'ports', '--fail-on', 'never')).exit).toBe(0)
    expect((await plan('--check', '--only', 'containers')).exit).toBe(0)
  })
})
