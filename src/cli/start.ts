import { join } from 'node:path'
import process from 'node:process'
import type * as Program from './bin.ts'
import { load } from './load.ts'

const { run } = load(join(__dirname, 'program/program.js')).exports as typeof Program

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})
