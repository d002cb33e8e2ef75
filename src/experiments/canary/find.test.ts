import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seek } from './find.ts'

const word = 'rwc0123456789abcdef'

describe('a word in a file', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-find-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const bounds = { signal: new AbortController().signal, bytes: 1 << 20 }

  it('is found wherever it lies, also across chunks', async () => {
    const file = join(folder, 'a')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(200), fc.integer({ min: 1, max: 40 }), async (bytes, at, chunk) => {
        const [before, after] = [Buffer.from(bytes.subarray(0, at)), Buffer.from(bytes.subarray(at))]
        writeFileSync(file, Buffer.concat([before, Buffer.from(word), after]))
        expect(await seek(file, word, { ...bounds, chunk })).toMatchObject({ found: true, part: false })
        writeFileSync(file, Buffer.concat([before, Buffer.from(word.slice(0, -1)), after.length > 0 && after[0] === 0x66 ? Buffer.alloc(1) : after]))
        expect(await seek(file, word, { ...bounds, chunk })).toMatchObject({ found: false, part: false })
      }),
      { numRuns: 150 },
    )
  })

  it('is not said to be absent where the file was not read to its end', async () => {
    const file = join(folder, 'long')
    writeFileSync(file, `${'x'.repeat(1000)}${word}`)
    expect(await seek(file, word, { ...bounds, bytes: 900, chunk: 100 })).toEqual({ found: false, read: 900, part: true })
    expect(await seek(file, word, { ...bounds, signal: AbortSignal.abort() })).toEqual({ found: false, read: 0, part: true })
  })

  it('is looked for in regular files alone', async () => {
    writeFileSync(join(folder, 'there'), word)
    symlinkSync('there', join(folder, 'link'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await expect(seek(join(folder, 'link'), word, bounds)).rejects.toMatchObject({ code: 'ELOOP' })
    expect(await seek(join(folder, 'pipe'), word, bounds)).toEqual({ found: false, read: 0, part: true })
    expect(await seek(folder, word, bounds)).toMatchObject({ found: false, part: true })
  })
})
