import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { main } from './main.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-baseline-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}

async function call(...argv: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  const code = await main(argv, { stdout: { write: (text) => (out += text) }, stderr: { write: (text) => (err += text) }, env: {}, cwd: folder })
  return { code, out, err }
}

const cache = 'services:\n  cache:\n    image: redis:7\n    ports:\n      - "6379:6379"\n'
const two = `${cache}  other:\n    image: redis:7\n    ports:\n      - "6380:6379"\n`

it('fails the run on what is new alone, and says what is fixed', async () => {
  put('compose.yml', cache)
  expect((await call('audit', '--format', 'json', '--output', 'before.json')).code).toBe(1)
  const same = await call('audit', '--baseline', 'before.json')
  expect(same).toMatchObject({ code: 0, out: expect.stringContaining('; 0 new, 0 fixed') })
  put('compose.yml', `# moved\n${two}`)
  const more = await call('audit', '--baseline', 'before.json')
  expect(more.code).toBe(1)
  expect(more.out).toMatch(/\(new\) +listener\/authenticated|listener\/datastore-published/)
  put('compose.yml', cache.replace('    ports:\n      - "6379:6379"\n', ''))
  const less = await call('audit', '--baseline', 'before.json')
  expect(less.code).toBe(0)
  expect(less.out).toContain('Fixed since the baseline')
})

it.each([
  ['{', 'it is no JSON'],
  ['{}', 'it is no report of ringwall'],
  ['[]', 'it is no report of ringwall'],
  ['{"schema":"ringwall.report/0","deployments":[{}]}', 'a deployment has no "name"'],
  ['{"schema":"ringwall.report/0","deployments":[{"name":"a","findings":[{"id":"x"}]}]}', 'a finding has no'],
])('refuses %s', async (text, why) => {
  put('compose.yml', cache)
  put('before.json', text)
  expect(await call('audit', '--baseline', 'before.json')).toMatchObject({ code: 2, err: expect.stringContaining(`--baseline before.json: ${why}`) })
})

it.each([
  ['gone.json', 'no such file'],
  ['.', 'is no regular file'],
])('refuses %s', async (name, why) => {
  put('compose.yml', cache)
  expect(await call('audit', '--baseline', name)).toMatchObject({ code: 2, err: expect.stringContaining(why) })
})
