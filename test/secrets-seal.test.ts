import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Said } from './in-process.ts'
import { call } from './in-process.ts'

const value = 'Zx81-and-quite-long-9f3kq0'
let folder = ''
let identity = ''
let recipient = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-seal-'))
  identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
  mkdirSync(join(folder, 'secrets'))
  const files = {
    'compose.yml': `services:
  db:
    image: postgres:16
    environment: {POSTGRES_USER: shop, POSTGRES_PASSWORD_FILE: /run/secrets/db}
    secrets: [db]
  web:
    image: shop/web:1
    environment: {SECRET_KEY: "\${SECRET_KEY}"}
secrets:
  db: {file: ./secrets/db}
`,
    '.env': `SECRET_KEY=${value}-of-web\nLOG_LEVEL=info\n`,
    'secrets/db': `${value}\n`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

const secrets = (...words: readonly string[]): Promise<Said> => call(['secrets', ...words], folder, { AGE_IDENTITY: identity })
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

it('seals the files of a deployment in which secrets stand, and opens them where they are to be read', { timeout: 120_000 }, async () => {
  const before = ['.env', 'secrets/db'].map(text)
  const sealed = await secrets('seal', '.', '--to', recipient)
  expect(sealed).toMatchObject({ exit: 0, stdout: '.env.age\nsecrets/db.age\n' })
  for (const name of ['.env.age', 'secrets/db.age']) {
    expect(text(name)).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    expect(text(name)).not.toContain(value)
  }
  for (const name of ['.env', 'secrets/db']) rmSync(join(folder, name))
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY')).toEqual({ exit: 0, stdout: '.env\nsecrets/db\n', stderr: '' })
  expect(['.env', 'secrets/db'].map(text)).toEqual(before)
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  // what is as it was sealed is left alone
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY')).toEqual({ exit: 0, stdout: '', stderr: '' })
})

it('writes over nothing that somebody changed, and writes all or nothing', async () => {
  writeFileSync(join(folder, '.env'), 'SECRET_KEY=of-today\n')
  rmSync(join(folder, 'secrets/db'))
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY')).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('.env is there already') as string,
  })
  expect([text('.env'), existsSync(join(folder, 'secrets/db'))]).toEqual(['SECRET_KEY=of-today\n', false])
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY', '--force')).toMatchObject({ exit: 0, stdout: '.env\nsecrets/db\n' })
})

it.each<[what: string, words: readonly string[], why: RegExp]>([
  ['nobody to seal for', ['seal', '.'], /nobody to seal them for/],
  ['a recipient that is none', ['seal', '.', '--to', 'age1nobody'], /no recipient of age/],
  ['a key where a recipient is to stand', ['seal', '.', '--to', 'AGE-SECRET-KEY-1ZX81'], /no recipient of age/],
  ['an identity on the command line', ['open', '.', '--identity', 'AGE-SECRET-KEY-1ZX81'], /env:NAME or file:PATH/],
  ['an identity that is none', ['open', '.', '--identity', 'env:NOT'], /no identity of age/],
  ['nothing that is sealed', ['open', 'compose.yml', '--identity', 'env:AGE_IDENTITY'], /is not sealed/],
])('says what is wrong with %s, and shows no key', async (_what, words, why) => {
  const said = await call(['secrets', ...words], folder, { AGE_IDENTITY: identity, NOT: 'AGE-SECRET-KEY-1ZX81' })
  expect(said).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringMatching(why) as string })
  expect(said.stderr).not.toContain('1ZX81')
})

it('is opened by nobody else', async () => {
  const other = await generateX25519Identity()
  const said = await call(['secrets', 'open', '.', '--identity', 'env:OTHER', '--force'], folder, { OTHER: other })
  expect(said).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining('not sealed for this identity') as string })
})
