import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'rolldown'
import { composeFiles, fileOfLines } from './generate.ts'
import { installLinter } from './other-linter.ts'
import { interleaved } from './measure.ts'
import { mixedFiles } from './mixed.ts'
import { table } from './table.ts'

const { values } = parseArgs({
  options: {
    files: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    seed: { type: 'string', default: '1' },
    'no-linter': { type: 'boolean', default: false },
  },
})

const root = join(import.meta.dirname, '../..')
const cli = join(root, 'dist/cli.js')
if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run build makes it')

const work = mkdtempSync(join(tmpdir(), 'ringwall-bench-'))
const linter = values['no-linter'] ? 'dclint: not asked for' : installLinter()
try {
  const many = prepareMany(join(work, 'many'))
  const one = prepare(join(work, 'one'), fileOfLines(Number(values.seed), 150))
  const large = prepare(join(work, 'large'), fileOfLines(Number(values.seed), 1500))
  const mixed = join(work, 'mixed')
  const kinds = mixedFiles(join(root, 'src/technologies'), mixed, 1000)
  const parser = join(work, 'parse-only.mjs')
  await build({ input: join(import.meta.dirname, 'parse-only.mjs'), platform: 'node', output: { file: parser, format: 'esm' }, logLevel: 'warn' })
  const never = ['--format', 'json', '--fail-on', 'never']
  const commands = new Map<string, readonly string[]>([
    ['empty', ['--eval', '0']],
    ['version', [cli, '--version']],
    ['one', [cli, 'audit', one, ...never]],
    ['large', [cli, 'audit', large, ...never]],
    ['many', [cli, 'audit', many, ...never]],
    ['mixed', [cli, 'audit', mixed, ...never]],
    ['parse one', [parser, one]],
    ['parse large', [parser, large]],
    ['parse many', [parser, many]],
  ])
  const measured = new Map(interleaved(commands, Number(values.rounds)))
  // seconds each, and far from any limit: three rounds tell enough; it ends with 1 when it finds something
  if (typeof linter !== 'string')
    for (const [name, cost] of interleaved(new Map([['linter', linter.args(many)]]), 3, [0, 1])) measured.set(name, cost)
  process.stdout.write(table(measured, { many: count(many), mixed: kinds }, typeof linter === 'string' ? linter : linter.name))
} finally {
  rmSync(work, { recursive: true, force: true })
  if (typeof linter !== 'string') linter.remove()
}

/** The folder named by `--files`, copied so that nothing beside it is read; else generated files. */
function prepareMany(folder: string): string {
  if (values.files !== undefined) {
    cpSync(values.files, folder, { recursive: true })
    return folder
  }
  for (const { path, text } of composeFiles(Number(values.seed), 380)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

function prepare(folder: string, text: string): string {
  mkdirSync(folder)
  writeFileSync(join(folder, 'compose.yaml'), text)
  return folder
}

function count(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name)).length
}
