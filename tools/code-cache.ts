/**
 * Last step of the build: writes the program in ASCII, runs it over an example and keeps what V8 compiled beside each file, so that a start does not
 * compile it again. See docs/decisions/0005-start-up.md.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, load } from '../src/cli/load.ts'

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'ringwall-build-'))

const program = join(root, 'dist/program')
// one character beyond ASCII makes V8 keep a whole file in two bytes a character, and read it three times as slowly
for (const name of readdirSync(program)) {
  const file = join(program, name)
  const escaped = readFileSync(file, 'utf8').replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  writeFileSync(file, escaped)
}
writeFileSync(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n')
process.argv = [
  process.argv[0] ?? 'node',
  'ringwall',
  'audit',
  join(root, 'examples/cornflow/weak'),
  '--fail-on',
  'never',
  '--output',
  join(scratch, 'report'),
]
const scripts = load(join(program, 'program.js'))
process.once('beforeExit', () => {
  for (const [file, script] of scripts) writeFileSync(cacheOf(file), script.createCachedData())
  rmSync(scratch, { recursive: true })
})
