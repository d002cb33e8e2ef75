/**
 * Last step of the build: writes the program in ASCII, runs it over an example and a server of its own, and keeps what V8 compiled beside each
 * file, so that a start does not compile it again. See docs/decisions/0005-start-up.md.
 */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Program from '../src/cli/bin.ts'
import { cacheOf, load } from '../src/cli/load.ts'
import { issue } from '../test/tls/certificate.ts'

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

const { pem, key } = issue()
const server = createServer({ key, cert: pem }, (_request, response) => response.end('ok')).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const at = `127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`

const { exports, scripts } = load(join(program, 'program.js'))
const { run } = exports as typeof Program
const output = ['--fail-on', 'never', '--output', join(scratch, 'report')]
await run(['audit', join(root, 'examples/cornflow/weak'), ...output])
await run(['verify', '--target', `ssl://${at},https://${at}`, '--full', '--format', 'json', ...output])
// what makes the other commands
await run(['--version'])
for (const [file, script] of scripts) writeFileSync(cacheOf(file), script.createCachedData())
server.close()
rmSync(scratch, { recursive: true })
