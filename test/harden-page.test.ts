import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { call, project } from './in-process.ts'

// docs/harden.md is run: what it shows is what is printed, and every option and reason that it names is there.
const page = readFileSync(join(project, 'docs/harden.md'), 'utf8')
const shown = [...page.matchAll(/^```text args=(\S+)\n([\s\S]*?)^```$/gm)].map(([, args = '', text = '']) => ({ args: args.split('|'), text }))

describe('docs/harden.md', () => {
  it('shows what is printed', async () => {
    expect(shown).toHaveLength(1)
    for (const { args, text } of shown) {
      const said = await call(['harden', ...args])
      expect(said).toMatchObject({ stderr: '', exit: 0 })
      expect(said.stdout.slice(0, text.trimEnd().length)).toBe(text.trimEnd())
    }
  })

  it('names options that are there, and all that say what is written', async () => {
    const { stdout: help } = await call(['harden', '--help'])
    const named = new Set([...page.matchAll(/(--[a-z][a-z-]*)/g)].map(([, option = '']) => option))
    const there = new Set([...help.matchAll(/(--[a-z-]+)/g)].map(([, option = '']) => option))
    expect([...named].filter((option) => !there.has(option))).toEqual([])
    for (const option of ['--write', '--in-place', '--as', '--check', '--only', '--except', '--interactive', '--diff'])
      expect(named).toContain(option)
  })

  it('has every reason of the closed list', () => {
    const source = readFileSync(join(project, 'src/model/remedy.ts'), 'utf8')
    const reasons = [...source.matchAll(/^ {2}\| '([a-z-]+)'$/gm)].map(([, reason]) => reason)
    expect([...page.matchAll(/^\| `([a-z][a-z-]+)` \|/gm)].map(([, reason]) => reason)).toEqual(reasons)
    expect(reasons).toHaveLength(8)
  })
})
