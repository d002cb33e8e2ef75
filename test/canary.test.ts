import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../src/model/report.ts'
import { reportFormats } from '../src/registry.ts'
import { leaksIn, plant } from './canaries.ts'
import type { Said } from './in-process.ts'
import { call } from './in-process.ts'

const { files, canaries } = plant()

const leaks = (text: string): readonly string[] => leaksIn(text, canaries)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-canary-'))
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function said(...argv: readonly string[]): Promise<Said> {
  return call(argv, folder)
}

describe('planted secrets', () => {
  it('are many, each of its own, and all in the files', () => {
    const all = Object.values(files).join('\n')
    expect(canaries.size).toBeGreaterThan(100)
    expect(new Set(canaries.values()).size).toBe(canaries.size)
    expect(new Set([...canaries.values()].map((value) => value.slice(0, 8))).size).toBe(canaries.size)
    expect([...canaries].filter(([place, value]) => !place.endsWith('(clear)') && !all.includes(value))).toEqual([])
  })

  it('are found where a text holds them', () => {
    const unseen = [...canaries].filter(([place, value]) => !leaks(`x ${value} y`).some((leak) => leak.startsWith(`${place}: `)))
    expect(unseen).toEqual([])
    expect(leaks('nothing')).toEqual([])
  })

  it('are read: the deployment is judged, with its secrets and connections', async () => {
    const report = JSON.parse((await said('audit', '.', '--format', 'json', '--fail-on', 'never', '--all')).stdout) as Report
    const [deployment] = report.deployments
    expect(deployment?.components.length).toBeGreaterThan(18)
    expect(deployment?.secrets.length).toBeGreaterThan(30)
    expect(deployment?.channels.length).toBeGreaterThan(10)
    expect(deployment?.findings.length).toBeGreaterThan(20)
  })

  it.each(Object.keys(reportFormats))('are in no %s report', async (format) => {
    for (const more of [[], ['--all']]) {
      const { stdout, stderr } = await said('audit', '.', '--format', format, '--fail-on', 'never', ...more)
      expect(stderr).toBe('')
      expect(stdout.length).toBeGreaterThan(100)
      expect(leaks(stdout)).toEqual([])
    }
  })

  it.each(Object.keys(reportFormats).filter((format) => format !== 'sarif' && format !== 'junit'))('are in no %s map', async (format) => {
    const { stdout, stderr } = await said('map', '.', '--format', format)
    expect(stdout.length).toBeGreaterThan(100)
    expect(leaks(stdout + stderr)).toEqual([])
  })

  it('are in no report that is written to a file', async () => {
    await said('audit', '.', '--all', '--format', 'json', '--output', 'report.json')
    expect(leaks(readFileSync(join(folder, 'report.json'), 'utf8'))).toEqual([])
  })

  it.each([
    'compose.yaml',
    '.env',
    'app.env',
    'router.toml',
    'connector.json',
    'airflow.cfg',
    'app_config.py',
    'coopr-site.xml',
    'nginx.conf',
    'seed.ldif',
  ])('are in no message about a broken %s', async (file) => {
    const whole = files[file] ?? ''
    try {
      for (const cut of [0.3, 0.6, 0.9]) {
        const text = whole.slice(0, Math.floor(whole.length * cut))
        writeFileSync(join(folder, file), `${text}"]}{ : '\n`)
        for (const format of ['text', 'json']) {
          const { stdout, stderr, exit } = await said('audit', '.', '--all', '--format', format, '--fail-on', 'never')
          expect({ exit, stderr }).not.toMatchObject({ exit: 3 })
          expect({ cut, leaks: leaks(stdout + stderr) }).toEqual({ cut, leaks: [] })
        }
      }
    } finally {
      writeFileSync(join(folder, file), whole)
    }
  })
})
