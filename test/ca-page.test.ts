import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { main } from '../src/cli/main.ts'
import { words } from './golden.ts'
import { call, project } from './in-process.ts'

// docs/ca.md is run from top to bottom in one folder: what it shows is what is printed, but for days and serials.
const page = readFileSync(join(project, 'docs/ca.md'), 'utf8')
const shown = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block
    .split(/^\$ ringwall /m)
    .slice(1)
    .map((each) => [each.slice(0, each.indexOf('\n')), each.slice(each.indexOf('\n') + 1)] as const),
)

function withoutDays(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY')
    .replaceAll(/ +\d+ d\b/g, ' DAYS')
    .replaceAll(/serial [0-9A-F]{28,32}\b/g, 'serial SERIAL')
}

it('docs/ca.md shows what is printed', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-ca-page-'))
  try {
    expect(shown.length).toBeGreaterThan(8)
    for (const [command, text] of shown) {
      let said = ''
      const sink = { write: (piece: string) => (said += piece) }
      const code = await main(words(command), { stdout: sink, stderr: sink, env: {}, cwd: folder })
      expect([withoutDays(said), code]).toEqual([withoutDays(text), 0])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('docs/ca.md names options and files that are there', async () => {
  const commands = ['init', 'issue', 'renew', 'revoke', 'crl', 'rotate', 'status', 'export', 'import']
  const help = (await Promise.all(commands.map((each) => call(['ca', each, '--help'])))).map(({ stdout }) => stdout).join('')
  const there = new Set([...help.matchAll(/(--[a-z-]+)/g)].map(([, option]) => option))
  const named = [...page.matchAll(/(--[a-z][a-z-]*[a-z])/g)].map(([, option = '']) => option).filter((option) => option !== '--permit')
  expect(named.filter((option) => !there.has(option))).toEqual([])
})
