import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it, vi } from 'vitest'

const thrown: { value: unknown } = { value: undefined }

vi.mock('../registry/technologies.ts', () => ({
  technologies: [{ id: 'broken', title: 'Broken', role: 'unknown', recognise: () => ({ certainty: 3, because: 'the test' }), read: () => fail() }],
}))
vi.mock('../registry.ts', () => ({
  controls: [],
  guides: [],
  reportFormats: { text: async () => () => '' },
}))

function fail(): never {
  throw thrown.value
}

const folder = mkdtempSync(join(tmpdir(), 'ringwall-bug-'))
writeFileSync(join(folder, 'compose.yml'), 'services:\n  db:\n    image: postgres:16\n')

afterEach(() => vi.resetModules())
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  vi.doUnmock('../registry.ts')
  vi.doUnmock('../registry/technologies.ts')
  vi.resetModules()
})

async function crash(value: unknown): Promise<{ readonly code: number; readonly err: string }> {
  thrown.value = value
  vi.resetModules()
  const { main } = await import('./main.ts')
  let err = ''
  const code = await main(['audit'], { stdout: { write: () => true }, stderr: { write: (text) => (err += text) }, env: {}, cwd: folder })
  return { code, err }
}

it('a bug of ours exits 3, says so and where, and shows nothing of what it was about', async () => {
  const { code, err } = await crash(new TypeError('cannot read hunter2-canary\n    at hunter2-canary (second line)'))
  expect(code).toBe(3)
  expect(err).toMatch(/^ringwall: this is a bug of ringwall \S+, not of your files\nTypeError\n {4}at /)
  expect(err).toContain('ringwall: hint: please report it')
  expect(err).not.toContain('hunter2-canary')
})

it.each(['hunter2-canary', { password: 'hunter2-canary' }, undefined])('also where %j is thrown, which is no error', async (value) => {
  const { code, err } = await crash(value)
  expect(code).toBe(3)
  expect(err).toContain(`a ${typeof value} was thrown`)
  expect(err).not.toContain('hunter2-canary')
})
