import { randomBytes } from 'node:crypto'
import { budget } from '../../engine/verify/budget.ts'
import { askEach } from '../../engine/verify/run.ts'
import type { Answer } from '../../model/observed.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { ReachEdge } from '../../model/reach.ts'
import type { RunReport } from '../../model/report.ts'
import { findTransport } from '../../probes/transport.ts'
import { detectTls, tlsProbes } from '../../probes/tls/index.ts'
import { machineHere } from '../../vantages/machine.ts'
import { thisMachine } from '../../wire/vantage.ts'
import { interruption } from '../interruption.ts'
import type { Io } from '../io.ts'
import { progress } from './progress.ts'
import { remaining } from './remaining.ts'
import { sleep } from '../sleep.ts'
import type { Asked } from './options.ts'
import type { Planned } from './plan.ts'
import { askContainers } from './containers.ts'
import { askMachine } from './host.ts'
import { askNetworks } from './sockets.ts'
import { askZones } from './zones.ts'

export interface VerifyRun {
  readonly answers: ReadonlyMap<DeploymentInput, readonly Answer[]>
  /** Who reaches what, where that was tried. */
  readonly reach: ReadonlyMap<DeploymentInput, readonly ReachEdge[]>
  readonly record: RunReport
}

/** Asks what is planned, all deployments in one run. Ctrl-C and the deadline end it early, and what was answered until then counts. */
export async function ask({ plans, close, reach: ways, built, machines, running, technologies }: Planned, asked: Asked, io: Io): Promise<VerifyRun> {
  const bar = progress(io)
  const end = interruption(asked.deadline)
  const started = new Date()
  const asks = plans.flatMap(({ plan }) => plan.asks)
  const left = remaining(asks.length, Date.now, asked.deadline)
  try {
    const { answers, connections: asking } = await askEach(asks, {
      ...asked.limits,
      signal: end.signal,
      random: (bytes) => randomBytes(bytes).toString('hex'),
      now: Date.now,
      sleep,
      findTransport: (target, protocol, means) => findTransport(target, protocol, means, detectTls),
      tls: tlsProbes,
      onQuestion: ({ probe, target }) => bar.step(`asking ${target.id} (${probe}); ${left.words()}`),
      onTarget: left.done,
    })
    const spent = budget(asked.limits, { now: Date.now, sleep }, asking)
    const reach = new Map<DeploymentInput, readonly ReachEdge[]>()
    for (const [input, edges] of ways)
      reach.set(input, await askZones(edges, asked.limits, spent, end.signal, ({ from, to }) => bar.step(`trying ${from} to ${to}`)))
    const told: (readonly Answer[])[] = []
    for (const { input } of plans) {
      const deployment = built.get(input)!
      const networks = await askNetworks(input, asked.vantages, { signal: end.signal, timeout: asked.limits.timeout }, () => new Date())
      const places = end.signal.aborted ? [] : (machines.get(input) ?? [])
      const hosts: Answer[] = []
      for (const place of places) {
        bar.step(`reading ${place.component} from ${place.vantage}`)
        hosts.push(...(await askMachine(deployment, place, technologies, new Date(), end.signal)))
      }
      const containers = await askContainers(deployment, running.get(input) ?? [], machineHere(thisMachine.name), new Date())
      told.push([...networks, ...hosts, ...containers])
    }
    const isCut = ({ outcome, fault }: Answer): boolean => outcome === 'not-asked' || fault?.kind === 'cancelled'
    const cut = answers.filter((each) => each.some(isCut)).length
    const record: RunReport = {
      nonce: randomBytes(16).toString('hex'),
      started: started.toISOString(),
      ended: new Date().toISOString(),
      end: cut === 0 && !(ways.size > 0 && end.signal.aborted) ? 'complete' : end.signal.reason === 'deadline' ? 'deadline' : 'interrupted',
      cut,
      vantages: [...new Set([...asks.map(({ vantage }) => vantage.name), ...[...reach.values()].flat().map(({ vantage }) => vantage)])].sort(),
      connections: spent.opened(),
      options: asked.record,
    }
    return { answers: byDeployment(plans, answers, told), reach, record }
  } finally {
    await close()
    end.stop()
    bar.end()
  }
}

function byDeployment(plans: Planned['plans'], answers: readonly (readonly Answer[])[], told: readonly (readonly Answer[])[]): VerifyRun['answers'] {
  let at = 0
  return new Map(
    plans.map(({ input, plan }, index) => {
      const own = answers.slice(at, at + plan.asks.length)
      at += plan.asks.length
      return [input, [...own.flat(), ...plan.notAsked, ...(told[index] ?? [])]]
    }),
  )
}
