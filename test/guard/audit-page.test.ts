import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { words } from '../golden.ts'
import { call, project } from '../in-process.ts'

const page = readFileSync(join(project, 'docs/guard-audit.md'), 'utf8')
const shown = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block
    .split(/^\$ ringwall /m)
    .slice(1)
    .map((each) => [each.slice(0, each.indexOf('\n')), each.slice(each.indexOf('\n') + 1)] as const),
)

it('docs/guard-audit.md shows what is printed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-audit-page-'))
  try {
    cpSync(join(project, 'test/golden/guard-audit-verify/input'), folder, { recursive: true })
    expect(shown).toHaveLength(4)
    for (const [command, text] of shown) expect(await call(words(command), folder)).toEqual({ stdout: text, stderr: '', exit: 0 })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('docs/guard-audit.md names options that are there', async () => {
  const help = (await Promise.all(['verify', 'show', 'export'].map((each) => call(['guard', 'audit', each, '--help']))))
    .map(({ stdout }) => stdout)
    .join('')
  const named = [...page.matchAll(/(--[a-z][a-z-]*[a-z])/g)].map(([, option = '']) => option)
  expect(named.filter((option) => !help.includes(option))).toEqual([])
})
