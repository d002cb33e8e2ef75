import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../in-process.ts'
import { isMissing, program, reason } from './server.ts'

const age = program('/usr/bin/age')

describe.skipIf(isMissing(age))(`files that are sealed, held against age itself${reason(age)}`, () => {
  let folder = ''
  let recipient = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-seal-'))
    execFileSync('/usr/bin/age-keygen', ['-o', join(folder, 'key.txt')], { stdio: 'ignore' })
    recipient = /public key: (\S+)/.exec(readFileSync(join(folder, 'key.txt'), 'utf8'))?.[1] ?? ''
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  // more than one chunk of the format (64 KiB), and bytes that are no text
  const content = Buffer.concat([Buffer.from('DB_PASSWORD=Zx81-and-quite-long\n'), Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256))])

  it('is opened by age', async () => {
    const file = join(folder, 'ours')
    writeFileSync(file, content)
    const said = await call(['secrets', 'seal', file, '--to', recipient], folder)
    expect(said).toMatchObject({ exit: 0, stdout: 'ours.age\n' })
    const opened = execFileSync(age!, ['--decrypt', '--identity', join(folder, 'key.txt'), `${file}.age`])
    expect(Buffer.compare(opened, content)).toBe(0)
    expect(readFileSync(`${file}.age`, 'latin1')).not.toContain('Zx81')
  })

  it('opens what age sealed, and nothing that was changed since', async () => {
    const file = join(folder, 'theirs')
    execFileSync(age!, ['--armor', '--recipient', recipient, '--output', `${file}.age`], { input: content })
    const open = (...words: readonly string[]) =>
      call(['secrets', 'open', `${file}.age`, '--identity', `file:${join(folder, 'key.txt')}`, ...words], folder)
    expect(await open()).toMatchObject({ exit: 0, stdout: 'theirs\n' })
    expect([Buffer.compare(readFileSync(file), content), statSync(file).mode & 0o777]).toEqual([0, 0o600])
    const lines = readFileSync(`${file}.age`, 'utf8').split('\n')
    const last = lines.at(-4)!
    lines[lines.length - 4] = `${last.startsWith('A') ? 'B' : 'A'}${last.slice(1)}`
    writeFileSync(`${file}.age`, lines.join('\n'))
    expect(await open('--force')).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining('was changed') as string })
    expect(Buffer.compare(readFileSync(file), content)).toBe(0)
  })
})
