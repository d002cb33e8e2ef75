/**
 * Last step of the build: runs the program over an example and keeps what V8 compiled beside each file, so that a start does not
 * compile it again. See docs/decisions/0005-start-up.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, load } from '../src/cli/load.ts'

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'ringwall-build-'))

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
const scripts = load(join(root, 'dist/program/program.js'))
process.once('beforeExit', () => {
  for (const [file, script] of scripts) writeFileSync(cacheOf(file), script.createCachedData())
  rmSync(scratch, { recursive: true })
})
