import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ComposeRecord } from '../../../model/journal.ts'
import type { ComposeCall } from './compose.ts'
import { runInside } from './engines.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-engines-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A Compose that writes down what it is told, and ends as it is told to. */
function record(code: number): ComposeRecord {
  const program = join(folder, 'compose.cjs')
  const text = `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'told'))}, JSON.stringify(process.argv.slice(2)) + '\\n')\nconsole.error('psql: no hunter2')\nprocess.exit(${code})\n`
  writeFileSync(program, text)
  const lists = { envFiles: [], well: [], added: [], unset: [] }
  return {
    kind: 'compose',
    deployment: 'shop',
    program: [process.execPath, program],
    project: 'shop',
    folder,
    files: ['compose.yaml'],
    running: ['db'],
    ...lists,
  }
}

const silent = { write: (): void => undefined }
const call: ComposeCall = { io: { stdout: silent, stderr: silent, env: {}, cwd: '/' }, secrets: new Map([['hunter2', 'secret A']]) }
const words = ['sh', '-c', 'psql -f "$FILE"']

it('runs what a stage has to run in services that ran, and in no other', async () => {
  await runInside(
    [record(0)],
    {
      shop: [
        { component: 'db', words },
        { component: 'off', words },
      ],
      other: [{ component: 'db', words }],
    },
    call,
  )
  const told = readFileSync(join(folder, 'told'), 'utf8').trim().split('\n')
  expect(told.map((line) => (JSON.parse(line) as string[]).slice(-6))).toEqual([['exec', '-T', 'db', ...words]])
})

it('says how it ended where that was an error, and no secret', async () => {
  await expect(runInside([record(3)], { shop: [{ component: 'db', words }] }, call)).rejects.toThrow(/exec ended with 3: psql: no <secret A>$/)
})
