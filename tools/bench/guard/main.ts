import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fingerprintFile } from '../../../src/guard/render/fingerprint.ts'
import { sockets } from '../../../src/guard/render/types.ts'
import { program, sandbox } from '../../../test/live/server.ts'
import { programs } from '../../../test/tls/real-servers.ts'
import { cpuOf } from './cpu.ts'
import { disk } from './disk.ts'
import type { Asked } from './latency.ts'
import { latency } from './latency.ts'
import { revocations } from './revocation.ts'
import type { Guard, Measured } from './world.ts'
import { openWorld } from './world.ts'

/**
 * What a request costs with the guard in front, side by side with nginx alone: CPU of all processes of the guard, the program behind left out.
 * How long an answer takes at a steady rate. How soon a revoked key is refused. Needs wrk, nginx, HAProxy and taskset.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    rate: { type: 'string', default: '3000' },
    // connections that ask at the same time, each again as soon as it is answered; the guard refuses more than 100 of one address
    callers: { type: 'string', default: '64' },
    // requests of each case before anything is counted: what is not compiled yet costs several times as much
    warm: { type: 'string', default: '20000' },
    // a folder for profiles of the services (`--cpu-prof`); the figures are then those of profiled ones
    profile: { type: 'string' },
    // only what a request costs, and only of the cases whose whole names are given here (once for each), beside nginx alone
    only: { type: 'string', multiple: true },
  },
})
const seconds = Number(values.seconds)
const wrk = program('/usr/bin/wrk')
if (wrk === undefined || programs.nginx === undefined || programs.haproxy === undefined)
  throw new Error('wrk, nginx and HAProxy are needed: apt-get install wrk nginx-light haproxy')

const judged = 'HAProxy, keys that it judges'
const judgedRun = 'guard run, HAProxy, keys that it judges'
const box = sandbox('bench-guard')
const world = await openWorld(box, values.profile)
try {
  const alone = await world.plain()
  const cases = new Map<string, Measured>([['nginx alone', alone]])
  const uncached = await world.inMemory('uncached', '')
  const run = await world.asRun('run', '')
  const runKept = await world.asRun('run-kept', 'kept')
  const runJudged = await world.asRun('run-judged', 'judged')
  cases
    .set('decisions in memory', uncached)
    .set('decisions in memory, micro-cache', await world.inMemory('kept', 'kept'))
    .set('guard run', run)
    .set('guard run, micro-cache', runKept)
    .set('guard run, without an engine', await world.embedded('embedded'))
    .set('HAProxy alone', await world.plainHaproxy())
    .set(judged, await world.inMemory('judged', 'judged'))
    .set(judgedRun, runJudged)
  const { only } = values
  if (only !== undefined) {
    const unknown = only.find((name) => !cases.has(name))
    if (unknown !== undefined) throw new Error(`no case is named ${unknown}: ${[...cases.keys()].join('; ')}`)
    for (const name of cases.keys()) if (name !== 'nginx alone' && !only.includes(name)) cases.delete(name)
  }
  const measured = new Map<string, (readonly number[])[]>([...cases.keys()].map((name) => [name, []]))
  for (const one of cases.values()) for (let asked = 0; asked < Number(values.warm);) asked += costs(one, world.keys[0] ?? '').requests
  // in turn, so that a slow moment hits all alike
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [name, one] of cases) measured.get(name)?.push(costs(one, world.keys[round] ?? '').parts)
  const base = (measured.get('nginx alone') ?? []).map((parts) => sum(parts))
  print('CPU of a request, microseconds: the median of the rounds (engine + service), and of what it is to nginx alone in the same round;')
  print('in brackets the least of the rounds to the least of nginx alone, which other programs on the machine disturb least')
  for (const [name, rounds] of measured) {
    const parts = [0, 1].flatMap((index) => (rounds[0]?.[index] === undefined ? [] : [median(rounds.map((one) => one[index] ?? 0)).toFixed(1)]))
    const times = rounds.map((one, round) => sum(one) / (base[round] ?? Number.NaN))
    print(
      `  ${name}: ${median(rounds.map((one) => sum(one))).toFixed(1)} (${parts.join(' + ')}), ${median(times).toFixed(2)} x [${least(rounds).toFixed(1)}, ${(least(rounds) / Math.min(...base)).toFixed(2)} x]`,
    )
  }
  for (const name of [judged, judgedRun]) {
    if (!cases.has(name) || !cases.has('HAProxy alone')) continue
    const [own, plain] = [measured.get(name) ?? [], measured.get('HAProxy alone') ?? []]
    const beside = own.map((parts, round) => sum(parts) / sum(plain[round] ?? []))
    print(`  ${name}: ${median(beside).toFixed(2)} x HAProxy alone [${(least(own) / least(plain)).toFixed(2)} x]`)
  }
  if (only === undefined) {
    print(`ms until an answer at ${values.rate} a second, arrivals at random, each counted from when it was asked for, also where it had to wait`)
    print(`  a record of 420 bytes onto the disk, by itself: ${await disk(run.folder, 2000)}`)
    const load = { perSecond: Number(values.rate), seconds: seconds + 1, warm: 3 }
    const socketOf = ({ folder, pids }: Guard): Asked => ({
      to: join(folder, sockets.decisions),
      pids: pids.slice(1),
      rendered: readFileSync(join(folder, fingerprintFile), 'utf8').trim(),
    })
    for (const [name, one] of [
      ['decisions in memory, at the socket', socketOf(uncached)],
      ['guard run, at the socket', socketOf(run)],
      ['nginx alone', { to: alone.port, pids: alone.pids }],
      ['decisions in memory, through nginx', { to: uncached.port, pids: uncached.pids }],
      ['guard run, through nginx', { to: run.port, pids: run.pids }],
    ] as const)
      print(`  ${name}: ${latency(one, world.asker, world.keyFile, load)}`)
    print('a revoked key is refused after')
    print(`  guard run: ${await revocations(run, world.keys, 100, 10)}`)
    print(`  guard run, micro-cache: ${await revocations(runKept, world.keys, 100, 10)}`)
    print(`  ${judgedRun}: ${await revocations(runJudged, world.keys, 100, 10)}`)
  }
} finally {
  await world.end()
  await box.stop()
}

/** Microseconds of CPU for a request, of each process, and how many requests there were. */
function costs({ port, pids }: Measured, key: string): { readonly parts: readonly number[]; readonly requests: number } {
  const before = pids.map((pid) => cpuOf(pid))
  const run = spawnSync(wrk ?? '', ['-t1', `-c${values.callers}`, `-d${seconds}s`, '-H', `X-Api-Key: ${key}`, `https://localhost:${port}/things/7`], {
    encoding: 'utf8',
  })
  const requests = Number(/(?<count>\d+) requests in/.exec(run.stdout)?.groups?.['count'])
  const refused = Number(/Non-2xx or 3xx responses: (?<count>\d+)/.exec(run.stdout)?.groups?.['count'] ?? 0)
  if (Number.isNaN(requests)) throw new Error(`wrk was not answered:\n${run.stdout}${run.stderr}`)
  // a machine that is busy otherwise may let a question wait until the engine gives up: that is a refusal, and said
  if (refused > 1 + requests / 100) throw new Error(`${refused} of ${requests} were refused:\n${run.stdout}`)
  if (refused > 0) print(`  (${refused} of ${requests} refused at port ${port})`)
  return { parts: pids.map((pid, index) => (cpuOf(pid) - (before[index] ?? 0)) / 1000 / requests), requests }
}

function least(rounds: readonly (readonly number[])[]): number {
  return Math.min(...rounds.map((parts) => sum(parts)))
}

function sum(parts: readonly number[]): number {
  return parts.reduce((all, one) => all + one, 0)
}

function median(list: readonly number[]): number {
  const ordered = list.toSorted((a, b) => a - b)
  return ((ordered[Math.floor((ordered.length - 1) / 2)] ?? Number.NaN) + (ordered[Math.ceil((ordered.length - 1) / 2)] ?? Number.NaN)) / 2
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
