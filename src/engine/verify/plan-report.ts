import type { DeploymentPlan, PlannedAsk, PlannedQuestion, PlannedWay } from '../../model/plan.ts'
import type { Depth, Probe } from '../../probes/probe.ts'
import { joinHostPort } from '../../protocols/address.ts'
import type { Plan, PlannedTarget } from './plan.ts'
import type { PlannedEdge } from './reach-plan.ts'

/** What would be asked of one deployment; `tls` is asked of whatever speaks TLS. */
export function reportPlan(name: string, { asks, notAsked }: Plan, tls: readonly Probe[], { depth, ways, reads = [] }: More): DeploymentPlan {
  return {
    name,
    asks: asks.map((ask) => reportAsk(ask, tls, depth)),
    notAsked: notAsked.map(({ asked, why = '' }) => ({ listener: asked.id, why })),
    ...(reads.length === 0 ? {} : { reads }),
    ...(ways === undefined ? {} : { ways: ways.map(reportWay) }),
  }
}

/** How it is asked, and what is done beside asking listeners. */
interface More {
  readonly depth: Depth
  readonly ways?: readonly PlannedEdge[] | undefined
  readonly reads?: NonNullable<DeploymentPlan['reads']>
}

function reportWay({ from, to, transport, vantage, addresses, required, permitted }: PlannedEdge): PlannedWay {
  const tries = 2 * addresses.length
  return {
    from,
    to,
    transport,
    vantage,
    addresses: addresses.map(({ host, port }) => joinHostPort(host, port)),
    required,
    permitted,
    // what fails is tried twice, and where a connection stands a port beside it is
    connections: transport === 'udp' || tries === 0 ? tries : tries + 1,
  }
}

function reportAsk({ target, vantage, protocol, more, because }: PlannedTarget, tls: readonly Probe[], depth: Depth): PlannedAsk {
  const mayTls = protocol?.overTls !== false
  // one conversation in clear, one TLS hello, and one more where TLS is asked for in the protocol
  const way = 1 + (mayTls ? 1 : 0) + (protocol?.upgrade === undefined ? 0 : 1)
  const questions: readonly PlannedQuestion[] = [
    { probe: `${target.protocol}/transport`, asks: 'whether a client without TLS is answered, and whether TLS is', connections: way, when: 'always' },
    ...[...(protocol?.probes ?? []), ...more].filter(applies).map((probe) => question(probe, 'always')),
    ...(mayTls ? tls : []).filter(applies).map((probe) => question(probe, 'tls')),
  ]
  return {
    listener: target.id,
    protocol: target.protocol,
    address: joinHostPort(target.host, target.port),
    vantage: vantage.name,
    because,
    questions,
    connections: questions.reduce((sum, { connections }) => sum + connections, 0),
  }

  function applies(probe: Probe): boolean {
    return probe.applies === undefined || probe.applies(target)
  }

  function question({ id, asks, connections, whole }: Probe, when: PlannedQuestion['when']): PlannedQuestion {
    return { probe: id, asks, connections: depth === 'assert' ? connections : (whole?.(target) ?? connections), when }
  }
}
