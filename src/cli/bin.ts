import process from 'node:process'
import { main } from './main.ts'

/** One call of the command line on this process's own streams; gives its exit code. */
export function run(argv: readonly string[]): Promise<number> {
  return main(argv, { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() })
}

// a reader that has seen enough (`| head`) is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
