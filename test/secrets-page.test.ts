import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { call, project } from './in-process.ts'

// docs/secrets.md is run: what it shows is what is printed.
const page = readFileSync(join(project, 'docs/secrets.md'), 'utf8')
const shown = [...page.matchAll(/^```text args=(\S+)\n([\s\S]*?)^```$/gm)].map(([, args = '', text = '']) => ({ args: args.split('|'), text }))

it('docs/secrets.md shows what is printed', { timeout: 120_000 }, async () => {
  expect(shown.length).toBeGreaterThan(0)
  for (const { args, text } of shown) {
    const said = await call(['secrets', ...args])
    expect(said).toMatchObject({ stderr: '', exit: 0 })
    expect(said.stdout.slice(0, text.trimEnd().length)).toBe(text.trimEnd())
  }
})
