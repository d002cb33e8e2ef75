import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../src/engine/audit.ts'
import { RingwallError } from '../src/model/error.ts'
import { readCompose } from '../src/platforms/compose/index.ts'
import { controls, guides, reportFormats } from '../src/registry.ts'
import { technologies } from '../src/registry/technologies.ts'
import { generate } from '../tools/bench/generate.ts'
import { random } from '../tools/bench/random.ts'
import { bombs } from './bombs.ts'
import { mutate } from './mutate.ts'
import { processorTime } from '../src/testing/effort.ts'

/** Milliseconds of CPU, by what this machine needs for a thousand services: far above what any file may need, far below what a bomb would take. */
let most = 0
const thousands = 25

let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-fuzz-'))
  const services = Array.from({ length: 1000 }, (_, at) => `  s${at}: {image: "redis:7"}\n`)
  most = thousands * (await attack('yardstick', { 'compose.yaml': `services:\n${services.join('')}` }))
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Audits one file as the program does, and renders it. Gives the milliseconds of CPU; what escapes is the caller's to see. */
async function attack(name: string, files: Readonly<Record<string, string>>): Promise<number> {
  const place = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  const before = processorTime()
  try {
    const report = audit(
      readCompose({ path: place, root: place }),
      { technologies, controls, guides },
      { version: '0', all: true, guides: [], now: '2026-01-01T00:00:00.000Z' },
    )
    for (const load of Object.values(reportFormats)) {
      const text = (await load())(report, { command: 'audit', all: true, colour: false, columns: 100 })
      expect(whole(text)).toMatch(/\n$/)
    }
    const json = (await reportFormats['json']!())(report, { command: 'audit', all: true, colour: false, columns: 100 })
    expect(JSON.parse(whole(json))).toHaveProperty('schema')
  } catch (error) {
    if (!(error instanceof RingwallError)) throw error
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return processorTime() - before
}

describe('mutated deployments', () => {
  it.each([1, 2, 3, 4, 5, 6])('of seed %i are judged or refused', { timeout: 120_000 }, async (seed) => {
    const originals = generate(seed, 50)
    const chance = random(seed)
    for (const [at, original] of originals.entries()) {
      const mutated = mutate(original.text, chance)
      const cpu = await attack(`m${seed}-${at}`, { [original.path.slice(original.path.indexOf('/') + 1)]: mutated }).catch((error: unknown) => {
        throw new Error(`seed ${seed}, file ${at} (${original.path}):\n${mutated.slice(0, 4000)}`, { cause: error })
      })
      expect(cpu, `CPU of seed ${seed}, file ${at}`).toBeLessThan(most)
    }
  })

  it('of our own examples are judged or refused, with their settings files mutated too', { timeout: 120_000 }, async () => {
    const chance = random(99)
    const paths = [
      'django/compose.yaml',
      'django/nginx/shop.conf',
      'django/.env',
      'monitoring/compose.yaml',
      'monitoring/prometheus.yml',
      'elastic/compose.yaml',
    ]
    const texts = new Map(paths.map((path) => [path, readFileSync(join(import.meta.dirname, '../examples/ordinary', path), 'utf8')]))
    for (let round = 0; round < 40; round++) {
      const files = Object.fromEntries([...texts].map(([path, text]) => [path, chance.chance(0.5) ? mutate(text, chance) : text]))
      expect(await attack(`e${round}`, files), `round ${round}`).toBeLessThan(most)
    }
  })
})

describe('bombs', () => {
  it.each(Object.keys(bombs))('%s', { timeout: 120_000 }, async (name) => {
    expect(await attack('bomb', { 'compose.yaml': bombs[name] ?? '' })).toBeLessThan(most)
  })
})

function whole(text: string | Iterable<string>): string {
  return typeof text === 'string' ? text : [...text].join('')
}
