import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Said } from './in-process.ts'
import { call, project } from './in-process.ts'

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
  const { mode } = statSync(join(folder, '.env'))
  const sealed = await secrets('seal', '.', '--to', recipient)
  expect(sealed).toMatchObject({ exit: 0, stdout: '.env.age\nsecrets/db.age\n' })
  for (const name of ['.env.age', 'secrets/db.age']) {
    expect(text(name)).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    expect(text(name)).not.toContain(value)
  }
  for (const name of ['.env', 'secrets/db']) rmSync(join(folder, name))
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY')).toEqual({ exit: 0, stdout: '.env\nsecrets/db\n', stderr: '' })
  expect(['.env', 'secrets/db'].map(text)).toEqual(before)
  expect(statSync(join(folder, '.env')).mode).toBe(mode)
  // what is as it was sealed is left alone
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY')).toEqual({ exit: 0, stdout: '', stderr: '' })
})

it('keeps whose a file is and who may read it', async () => {
  rmSync(join(folder, 'secrets/db'))
  writeFileSync(join(folder, 'secrets/db'), `${value}\n`, { mode: 0o640 })
  expect((await secrets('seal', '.', '--to', recipient)).exit).toBe(0)
  rmSync(join(folder, 'secrets/db'))
  expect(await secrets('open', '--identity', 'env:AGE_IDENTITY')).toMatchObject({ exit: 0, stdout: 'secrets/db\n' })
  expect(statSync(join(folder, 'secrets/db')).mode & 0o777).toBe(0o640)
  expect(text('ringwall.sealed.json')).not.toContain(value)
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
  ['nothing that is sealed', ['open', 'compose.yml', '--identity', 'env:AGE_IDENTITY'], /nothing is sealed there/],
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

it('writes what harden makes up sealed alone, and the same files once it is opened', { timeout: 120_000 }, async () => {
  const example = join(project, 'examples/corridor/weak')
  const [plain, sealed] = [join(folder, 'plain'), join(folder, 'sealed')]
  expect((await call(['harden', example, '--write', plain])).exit).toBe(0)
  expect((await call(['harden', example, '--write', sealed, '--seal-to', recipient])).exit).toBe(0)
  const names = (at: string): readonly string[] =>
    readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(at, name)).isFile())
  const hidden = names(sealed).filter((name) => name.endsWith('.age'))
  expect(hidden).toContain('.env.age')
  expect(hidden.filter((name) => name.endsWith('.key.age')).length).toBeGreaterThan(0)
  const open = new Set(names(sealed).filter((name) => !name.endsWith('.age') && name !== 'ringwall.sealed.json'))
  for (const name of open) expect(readFileSync(join(sealed, name), 'latin1')).not.toMatch(/PRIVATE KEY-----|\b[0-9a-f]{48}\b/)
  expect(await call(['secrets', 'open', sealed, '--identity', 'env:KEY'], folder, { KEY: identity })).toMatchObject({ exit: 0 })
  const after = names(sealed).filter((name) => !name.endsWith('.age') && name !== 'ringwall.sealed.json')
  expect(after.toSorted()).toEqual(names(plain).toSorted())
  expect(after.map((name) => `${name} ${statSync(join(sealed, name)).mode & 0o777}`)).toEqual(
    after.map((name) => `${name} ${statSync(join(plain, name)).mode & 0o777}`),
  )
  expect((await call(['harden', example, '--seal-to', recipient])).exit).toBe(2)
})
