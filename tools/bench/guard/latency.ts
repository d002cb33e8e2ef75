import { execFileSync, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { below, busySince } from './cpu.ts'

/** What is asked, and by which processes it is answered. */
export interface Asked {
  /** A socket of the decision service, or a port of the engine. */
  readonly to: string | number
  readonly pids: readonly number[]
}

/**
 * How long an answer takes at so many a second. Who asks has the last core for itself; who answers has the others, two of them at most: on a
 * machine of two, one core for all that answers.
 */
export function latency({ to, pids }: Asked, asker: string, keyFile: string, perSecond: number, seconds: number): string {
  const cores = availableParallelism()
  const theirs = cores === 1 ? '0' : `0-${Math.min(cores - 2, 1)}`
  for (const pid of pids.flatMap((one) => below(one))) execFileSync('taskset', ['-a', '-p', '-c', theirs, String(pid)], { stdio: 'ignore' })
  const busy = busySince()
  const run = spawnSync('taskset', ['-c', String(cores - 1), process.execPath, asker, String(to), keyFile, String(perSecond), String(seconds)], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const part = busy()
  for (const pid of pids.flatMap((one) => below(one))) execFileSync('taskset', ['-a', '-p', '-c', `0-${cores - 1}`, String(pid)], { stdio: 'ignore' })
  if (run.status !== 0) throw new Error(`who asks ended: ${run.stderr}`)
  const { took, late } = JSON.parse(run.stdout) as { readonly took: readonly number[]; readonly late: readonly number[] }
  const at = (list: readonly number[], share: number): string => ((list[Math.floor(list.length * share)] ?? Number.NaN) / 1000).toFixed(2)
  return `median ${at(took, 0.5)}, p99 ${at(took, 0.99)}, p99.9 ${at(took, 0.999)} (${took.length} of them; asked p99 ${at(late, 0.99)} too late; the machine was busy for ${Math.round(part * 100)} %)`
}
