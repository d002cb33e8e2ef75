import { join } from 'node:path'
import { main } from '../src/cli/main.ts'
import type { Report } from '../src/model/report.ts'

export const project: string = join(import.meta.dirname, '..')

export interface Said {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** One call of the program in this process, without a terminal and, unless one is given, with an empty environment. */
export async function call(argv: readonly string[], cwd: string = project, env: Readonly<Record<string, string>> = {}): Promise<Said> {
  const written = { stdout: '', stderr: '' }
  const exit = await main(argv, {
    stdout: { write: (text) => void (written.stdout += text) },
    stderr: { write: (text) => void (written.stderr += text) },
    env,
    cwd,
  })
  return { ...written, exit }
}

/** The JSON report about a folder. */
export async function reportOf(folder: string, ...more: readonly string[]): Promise<Report> {
  const said = await call(['audit', folder, '--format', 'json', '--fail-on', 'never', ...more])
  if (said.exit !== 0) throw new Error(`audit ${folder} ended with ${said.exit}: ${said.stderr}`)
  return JSON.parse(said.stdout) as Report
}
