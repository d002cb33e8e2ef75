/**
 * `npm test`: format, lint, types, dead code, unit tests, live tests; ends with one line of counts.
 * RINGWALL_INSTALL=1 installs the servers that the live tests talk to, and then nothing may be skipped.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packages, unpacked } from '../test/live/packages.ts'
import { installPackages, unpackPackages } from './install.ts'
import type { Tally, VitestReport } from './results.ts'
import { add, closingLine, failure, nothing, tally } from './results.ts'

const root = join(import.meta.dirname, '..')
const complete = process.env['RINGWALL_INSTALL'] === '1'
const env = { ...process.env, ...(complete ? { RINGWALL_REQUIRE_LIVE: '1' } : {}) }
const sources = ['src', 'test', 'tools', 'rolldown.config.ts', 'vitest.config.ts']
const scratch = mkdtempSync(join(tmpdir(), 'ringwall-test-'))

function run(tool: string, args: readonly string[]): boolean {
  console.log(`\n> ${tool} ${args.filter((arg) => !arg.includes(scratch)).join(' ')}`)
  return spawnSync(join(root, 'node_modules/.bin', tool), args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

function check(tool: string, args: readonly string[]): Tally {
  return run(tool, args) ? nothing : failure(tool)
}

function vitest(project: string): Tally {
  const file = join(scratch, `${project}.json`)
  const good = run('vitest', ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
  const counted = read(file)
  return good || counted.failed.length > 0 ? counted : add(counted, failure(`vitest ${project} did not end well`))
}

function read(file: string): Tally {
  try {
    return tally(JSON.parse(readFileSync(file, 'utf8')) as VitestReport)
  } catch {
    return failure('vitest left no result behind')
  }
}

function everything(): Tally {
  const { folder, packages: apart } = unpacked.proftpd
  const trouble = complete ? (installPackages(packages) ?? unpackPackages(folder, apart)) : undefined
  if (trouble !== undefined) {
    return failure(trouble)
  }
  return [
    check('oxfmt', ['--check', ...sources]),
    check('oxlint', ['--deny-warnings', ...sources]),
    check('tsc', ['--noEmit']),
    check('knip', []),
    vitest('unit'),
    vitest('live'),
    vitest('browser'),
  ].reduce(add)
}

const total = everything()
rmSync(scratch, { recursive: true })
for (const what of total.failed) console.log(`failed: ${what}`)
for (const name of total.skipped) console.log(`skipped: ${name}`)
if (complete && total.skipped.length > 0) console.error('error: RINGWALL_INSTALL=1 asks for every test')
console.log(`\n${closingLine(total)}`)
process.exitCode = total.failed.length > 0 || total.passed === 0 || (complete && total.skipped.length > 0) ? 1 : 0
