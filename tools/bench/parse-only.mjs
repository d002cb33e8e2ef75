import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDocument } from 'yaml'

/** What the audit cannot go below: reading the files and parsing them, with positions, and nothing else. */
const folder = process.argv[2] ?? '.'
let errors = 0
for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (/\.ya?ml$/.test(name)) errors += parseDocument(readFileSync(join(folder, name), 'utf8'), { merge: true, keepSourceTokens: false }).errors.length
}
process.stdout.write(`${errors}\n`)
