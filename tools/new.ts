/** `npm run new -- technology|control NAME`: makes its files, with a test, and registers it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { scaffold } from './scaffold.ts'

const root = join(import.meta.dirname, '..')

try {
  const files = scaffold(root, process.argv[2], process.argv[3])
  spawnSync(
    join(root, 'node_modules/.bin/oxfmt'),
    files.filter((file) => file.endsWith('.ts')),
    { cwd: root },
  )
  for (const file of files) console.log(file)
  console.log('next: write what it knows and its documentation, then npm run docs and npm run unit')
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
}
