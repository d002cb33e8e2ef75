import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StartScript } from './start-script.ts'
import { readStart, writeStart } from './start-script.ts'

const script: StartScript = {
  sources: [{ name: 'web-secret-key' }, { name: 'db', command: ['printf', '%s', "it's two words"] }],
  variables: [
    { name: 'SECRET_KEY', text: [{ secret: 'web-secret-key' }] },
    { name: 'DATABASE_URL', text: ["postgresql://o'hara:", { secret: 'db' }, '@db:5432/a b?x=$HOME'] },
  ],
}

/** What a program gets that is started by it. */
function started(text: string, folder: string): Readonly<Record<string, string>> {
  const file = join(folder, 'start')
  writeFileSync(file, text)
  const said = execFileSync('/bin/sh', [file, '/usr/bin/env', '-0'], {
    env: { CREDENTIALS_DIRECTORY: folder, PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  })
  return Object.fromEntries(
    said.split('\0').flatMap((line) => (line === '' ? [] : [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]])),
  )
}

function credentials(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-start-'))
  writeFileSync(join(folder, 'web-secret-key'), 'k"e$y `x`\n')
  return folder
}

describe('a script that fetches secrets', () => {
  it('hands them to the program, and nothing else of its own', () => {
    const env = started(writeStart(script), credentials())
    expect(env).toMatchObject({ SECRET_KEY: 'k"e$y `x`', DATABASE_URL: "postgresql://o'hara:it's two words@db:5432/a b?x=$HOME" })
    expect(Object.keys(env).filter((name) => name.startsWith('secret_'))).toEqual([])
  })

  it('does not start the program without one of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-start-'))
    expect(() => started(writeStart(script), folder)).toThrow(/web-secret-key/)
    writeFileSync(join(folder, 'web-secret-key'), '')
    expect(() => started(writeStart(script), folder)).toThrow(/is empty/)
  })

  it('is read as it was written, whatever the words', () => {
    const word = fc.string({ minLength: 1, unit: fc.constantFrom(...'aB3 \'"$\\`()=:/@-_{}%'.split('')) })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), word, word, (command, before, after) => {
        const own: StartScript = {
          sources: [{ name: 'a-b', command }, { name: 'c' }],
          variables: [{ name: 'X', text: [before, { secret: 'a-b' }, after] }],
        }
        expect(readStart(writeStart(own))).toEqual(own)
      }),
    )
  })

  it.each(['#!/bin/sh\nexec "$@"\n', `${writeStart(script)}rm -r /\n`, ''])('of others is not read: %j', (text) =>
    expect(readStart(text)).toBeUndefined(),
  )
})
