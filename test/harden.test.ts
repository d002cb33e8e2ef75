import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { atLeast } from '../src/model/severity.ts'
import type { Tally } from './hardening-tally.ts'
import { asHardening, shareLeft, tallies } from './hardening-tally.ts'
import { call, project, reportOf } from './in-process.ts'

const weak = readdirSync(join(project, 'examples'))
  .map((name) => join('examples', name, 'weak'))
  .filter((path) => statSync(join(project, path), { throwIfNoEntry: false })?.isDirectory() === true)

async function plan(path: string, ...more: readonly string[]): Promise<Hardening> {
  return asHardening(await call(['harden', path, '--format', 'json', ...more]))
}

/** A place for a copy; no folder above it has `.git`. */
function copyOf(): string {
  return join(mkdtempSync(join(tmpdir(), 'ringwall-harden-')), 'copy')
}

function texts(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'latin1')]))
}

interface Hardened {
  readonly found: Hardening
  readonly copy: string
}

const hardened = new Map<string, Promise<Hardened>>()

/** A twin's plan, and the copy that has it: made once for all tests. */
function hardenedOf(path: string): Promise<Hardened> {
  const known = hardened.get(path) ?? written(path)
  hardened.set(path, known)
  return known
}

async function written(path: string): Promise<Hardened> {
  // loose files are named by their folder
  const copy = join(copyOf(), basename(path))
  return { found: await plan(path, '--write', copy), copy }
}

describe.each(weak)('%s', { timeout: 120_000 }, (path) => {
  it('loses findings, gains none that is grave, and nothing but what the plan shows is another', async () => {
    const { found, copy } = await hardenedOf(path)
    const [before, after] = [texts(join(project, path)), texts(copy)]
    const differ = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name)
    const gone = found.files.filter(({ is }) => is === 'gone').map(({ file }) => file)
    expect([...differ, ...gone].toSorted()).toEqual(found.files.map(({ file }) => file).toSorted())
    expect([...before.keys()].filter((name) => !after.has(name)).toSorted()).toEqual(gone.toSorted())
    expect(found.deployments.flatMap(({ closed }) => closed).length).toBeGreaterThan(0)
    expect(found.deployments.flatMap(({ added }) => added).filter(({ severity }) => atLeast(severity, 'high'))).toEqual([])
  })

  it('has nothing more to change once it is hardened', async () => {
    const { copy } = await hardenedOf(path)
    expect((await plan(copy)).files).toEqual([])
  })
})

describe('the weak twins of the platforms', () => {
  // measured: 12.5 %
  it('keep at most a fifth of what is critical or high, and nothing that the plan does not declare', { timeout: 300_000 }, async () => {
    const all: Tally[] = []
    for (const path of weak) {
      const { found, copy } = await hardenedOf(path)
      all.push(...tallies(found, await reportOf(path), await reportOf(copy)))
    }
    expect(all.flatMap(({ undeclared }) => undeclared.map(({ control, subject }) => `${control} ${subject.id}`))).toEqual([])
    expect(all.flatMap(({ before }) => before).length).toBeGreaterThan(50)
    expect(shareLeft(all)).toBeLessThanOrEqual(0.2)
  })
})

describe('harden', () => {
  it('writes nothing where nobody asks for it', async () => {
    const folder = copyOf()
    cpSync(join(project, 'examples/corridor/weak'), folder, { recursive: true })
    const before = texts(folder)
    expect((await call(['harden', folder])).exit).toBe(0)
    expect(texts(folder)).toEqual(before)
  })

  it('does not write into a folder that has something', async () => {
    const said = await call(['harden', 'examples/corridor/weak', '--write', 'examples'])
    expect(said).toMatchObject({ exit: 2, stdout: '' })
    expect(said.stderr).toContain('there is something in that folder')
  })

  it('refuses an issuer that is no address, before anything of it reaches a file', async () => {
    for (const text of ['acme.example.net', 'http://acme.example.net/dir', 'https://acme.example.net/dir } tls internal {']) {
      const said = await call(['harden', 'examples/corridor/weak', '--acme', text])
      expect(said).toMatchObject({ exit: 2, stdout: '' })
      expect(said.stderr).toContain('--acme')
    }
  })

  it('does not write a copy into what is copied', async () => {
    const folder = copyOf()
    cpSync(join(project, 'examples/corridor/weak'), folder, { recursive: true })
    const said = await call(['harden', folder, '--write', join(folder, 'inside')])
    expect(said.exit).toBe(2)
    expect(readdirSync(folder)).not.toContain('inside')
  })

  it('does one remedy alone where it is told to', async () => {
    const found = await plan('examples/corridor/weak', '--only', 'ports')
    expect(new Set(found.deployments.flatMap(({ measures }) => measures.map(({ remedy }) => remedy)))).toEqual(new Set(['ports']))
  })

  it('names the remedies where one is misspelt', async () => {
    const said = await call(['harden', 'examples/corridor/weak', '--only', 'port'])
    expect(said.exit).toBe(2)
    expect(said.stderr).toContain('ports')
  })
})
