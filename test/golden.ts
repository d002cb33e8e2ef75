import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Sink {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

/** The program as a function: what `main` of src/cli/main.ts is. */
export type Main = (
  argv: readonly string[],
  io: { stdout: Sink; stderr: Sink; env: Readonly<Record<string, string | undefined>>; cwd: string },
) => Promise<number>

export interface Transcript {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** Folders of the cases, sorted. */
export function goldenCases(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'command')))
    .sort()
}

/** Words of a command line; `'...'` and `"..."` keep blanks. Nothing is expanded. */
export function words(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) => single ?? double ?? plain ?? '')
}

/** Runs a case in this process: in its own `input` folder if it has one, else in `cwd`. The environment is empty, there is no terminal. */
export async function runCase(folder: string, main: Main, cwd: string): Promise<Transcript> {
  const input = join(folder, 'input')
  const written = { stdout: '', stderr: '' }
  function sink(name: keyof typeof written): Sink {
    return {
      write(text) {
        written[name] += text
        return true
      },
    }
  }
  const argv = words(readFileSync(join(folder, 'command'), 'utf8'))
  const exit = await main(argv, { stdout: sink('stdout'), stderr: sink('stderr'), env: {}, cwd: existsSync(input) ? input : cwd })
  return { ...written, exit }
}

export function readTranscript(folder: string): Transcript {
  function text(name: string): string {
    const path = join(folder, name)
    if (!existsSync(path)) throw new Error(`${path} is missing: UPDATE_GOLDEN=1 npm run unit -- golden writes it`)
    return readFileSync(path, 'utf8')
  }
  return { stdout: text('stdout.txt'), stderr: text('stderr.txt'), exit: Number(text('exit').trim()) }
}

export function writeTranscript(folder: string, { stdout, stderr, exit }: Transcript): void {
  writeFileSync(join(folder, 'stdout.txt'), stdout)
  writeFileSync(join(folder, 'stderr.txt'), stderr)
  writeFileSync(join(folder, 'exit'), `${exit}\n`)
}
