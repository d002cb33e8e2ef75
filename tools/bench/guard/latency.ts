import { execFileSync, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { below, busySince } from './cpu.ts'

/** What is asked, and by which processes it is answered. */
export interface Asked {
  /** A socket of the decision service, or a port of the engine. */
  readonly to: string | number
  readonly pids: readonly number[]
  /** By which configuration the engine works, whose place the asker takes: the service tells of every other one. */
  readonly rendered?: string
}

export interface Load {
  readonly perSecond: number
  readonly seconds: number
  /** Seconds of the same before, which are not counted. */
  readonly warm: number
}

/**
 * How long an answer takes at so many a second. Who answers has two cores; who asks has the others, and where there are no others it is on the
 * same two, beside them.
 */
export function latency({ to, pids, rendered = '' }: Asked, asker: string, keyFile: string, { perSecond, seconds, warm }: Load): string {
  const cores = availableParallelism()
  const pin = (cpus: string): void => {
    for (const pid of pids.flatMap((one) => below(one))) execFileSync('taskset', ['-a', '-p', '-c', cpus, String(pid)], { stdio: 'ignore' })
  }
  pin(cores > 2 ? '0-1' : `0-${cores - 1}`)
  const busy = busySince()
  const args = [asker, to, keyFile, perSecond, seconds, warm, rendered].map(String)
  const run = spawnSync('taskset', ['-c', cores > 2 ? `2-${cores - 1}` : `0-${cores - 1}`, process.execPath, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const part = busy()
  pin(`0-${cores - 1}`)
  if (run.status !== 0) throw new Error(`who asks ended: ${run.stderr}`)
  const told = JSON.parse(run.stdout) as Readonly<Record<'fromDue' | 'fromNoticed' | 'late', readonly number[]>>
  const at = (list: readonly number[], share: number): string => ((list[Math.floor(list.length * share)] ?? Number.NaN) / 1000).toFixed(2)
  const { fromDue, fromNoticed, late } = told
  return `median ${at(fromNoticed, 0.5)}, p99 ${at(fromNoticed, 0.99)}, p99.9 ${at(fromNoticed, 0.999)} (with the asker's own lateness p99 ${at(fromDue, 0.99)}, of which it was late by ${at(late, 0.99)}; ${fromDue.length} of them; the machine was busy for ${Math.round(part * 100)} %)`
}
