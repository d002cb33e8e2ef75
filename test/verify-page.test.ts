import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { call, project } from './in-process.ts'

// docs/verify.md is run: what it shows is what is printed, and every option that it names is there.
const page = readFileSync(join(project, 'docs/verify.md'), 'utf8')
const shown = [...page.matchAll(/^```text args=(\S+)\n([\s\S]*?)^```$/gm)].map(([, args = '', text = '']) => ({ args: args.split('|'), text }))

describe('docs/verify.md', () => {
  it('shows what is printed', async () => {
    expect(shown).toHaveLength(1)
    for (const { args, text } of shown) {
      const said = await call(['verify', ...args])
      expect(said).toMatchObject({ stderr: '', exit: 0 })
      expect(said.stdout.slice(0, text.trimEnd().length)).toBe(text.trimEnd())
    }
  })

  it('names options that are there, and all that say how it asks', async () => {
    const { stdout: help } = await call(['verify', '--help'])
    const named = new Set([...page.matchAll(/(--[a-z][a-z-]*)/g)].map(([, option = '']) => option))
    const there = new Set([...help.matchAll(/(--[a-z-]+)/g)].map(([, option = '']) => option))
    const elsewhere = new Set(['--key', '--report'])
    expect([...named].filter((option) => !there.has(option) && !elsewhere.has(option))).toEqual([])
    for (const option of ['--target', '--at', '--plan', '--timeout', '--patience', '--rate', '--sign', '--baseline']) expect(named).toContain(option)
  })

  it('gives the defaults that are there', async () => {
    const { stdout: help } = await call(['verify', '--help'])
    const flat = help.replaceAll(/\s+/g, ' ')
    for (const [, option = '', value = ''] of page.matchAll(/^\| `(--[a-z-]+) [A-Z]+` \|[^|]*\| (\d+) \|$/gm))
      expect(flat).toMatch(new RegExp(`${option} <[^>]*>[^-]*?\\(default: "${value}"\\)`))
  })
})
