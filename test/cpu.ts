import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const probe = join(import.meta.dirname, 'cpu-probe.cjs')

/** CPU time of one Node process in milliseconds: its own count, so that other processes and waiting do not weigh in. */
export function cpuOf(args: readonly string[]): number {
  const env = { ...process.env, NODE_OPTIONS: '' }
  const child = spawnSync(process.execPath, ['--require', probe, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], encoding: 'utf8', env })
  const spent = Number(child.output[3])
  if (!(spent > 0)) throw new Error(`no CPU time from node ${args.join(' ')}: ${child.stderr}`)
  if (child.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${child.status}: ${child.stderr}`)
  return spent / 1000
}

/** How many times the CPU time of an empty process each command takes: measured in turn, the least of the rounds. */
export function ratios(commands: readonly (readonly string[])[], rounds: number): readonly number[] {
  const empty: number[] = []
  const spent: number[][] = commands.map(() => [])
  for (let round = 0; round < rounds; round++) {
    empty.push(cpuOf(['--eval', '0']))
    for (const [at, args] of commands.entries()) spent[at]?.push(cpuOf(args))
  }
  return spent.map((times) => Math.min(...times) / Math.min(...empty))
}
