import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../src/cli/main.ts'
import { goldenCases, readTranscript, runCase, words, writeTranscript } from './golden.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'test/golden')

/** What a user types, and every byte that comes back. `UPDATE_GOLDEN=1` rewrites; read the difference before you commit it. */
describe('golden transcripts', () => {
  const cases = goldenCases(folder)

  it('are there, each with a command', () => {
    expect(cases.length).toBeGreaterThan(1)
    expect(readdirSync(folder)).toHaveLength(cases.length)
  })

  it.each(cases)('%s', async (name) => {
    const path = join(folder, name)
    const transcript = await runCase(path, main, root)
    if (process.env['UPDATE_GOLDEN'] === '1') writeTranscript(path, transcript)
    expect(transcript).toEqual(readTranscript(path))
  })
})

describe('the helper', () => {
  it('splits a command into words', () => {
    expect(words(`audit  'a b' "c d" --format json\n`)).toEqual(['audit', 'a b', 'c d', '--format', 'json'])
    expect(words(' \n')).toEqual([])
  })

  it('records and reads back what a program says', async () => {
    const path = mkdtempSync(join(tmpdir(), 'ringwall-golden-'))
    try {
      mkdirSync(join(path, 'input'))
      writeFileSync(join(path, 'command'), 'map .\n')
      const transcript = await runCase(
        path,
        async (argv, io) => {
          io.stdout.write(`${argv.join('+')} in ${io.cwd === join(path, 'input') ? 'input' : io.cwd}\n`)
          io.stderr.write('hm\n')
          return 2
        },
        root,
      )
      expect(transcript).toEqual({ stdout: 'map+. in input\n', stderr: 'hm\n', exit: 2 })
      expect(() => readTranscript(path)).toThrow('UPDATE_GOLDEN=1')
      writeTranscript(path, transcript)
      expect(readTranscript(path)).toEqual(transcript)
    } finally {
      rmSync(path, { recursive: true })
    }
  })
})
