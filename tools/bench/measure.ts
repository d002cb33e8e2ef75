import { spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'

const probe = join(import.meta.dirname, 'probe.cjs')

export interface Measured {
  /** User and system time of the process, milliseconds. */
  readonly cpu: number
  /** Peak memory, MiB. */
  readonly memory: number
}

/** One Node process, measured by itself: waiting and other processes do not weigh in. Its output is thrown away, its exit code is not. */
function measure(args: readonly string[], accepted: readonly number[] = [0]): Measured {
  const env = { ...process.env, NODE_OPTIONS: '' }
  const child = spawnSync(process.execPath, ['--require', probe, ...args], {
    stdio: ['ignore', openSync(devNull, 'w'), 'pipe', 'pipe'],
    encoding: 'utf8',
    env,
  })
  const [cpu, memory] = String(child.output[3]).split(' ').map(Number)
  if (cpu === undefined || memory === undefined || !(cpu > 0)) throw new Error(`nothing measured of node ${args.join(' ')}: ${child.stderr}`)
  if (child.status === null || !accepted.includes(child.status)) throw new Error(`node ${args.join(' ')} ended with ${child.status}: ${child.stderr}`)
  return { cpu: cpu / 1000, memory: memory / 1024 }
}

/** Every command once a round, in turn, so that a slow moment hits all alike; the least of the rounds counts. */
export function interleaved(
  commands: ReadonlyMap<string, readonly string[]>,
  rounds: number,
  accepted?: readonly number[],
): ReadonlyMap<string, Measured> {
  const best = new Map<string, Measured>()
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of commands) {
      const now = measure(args, accepted)
      const before = best.get(name)
      best.set(name, before === undefined ? now : { cpu: Math.min(now.cpu, before.cpu), memory: Math.min(now.memory, before.memory) })
    }
  }
  return best
}
