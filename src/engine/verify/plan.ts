import type { Component, Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Answer } from '../../model/observed.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import type { Account, Probe, ProtocolProbes, Target } from '../../probes/probe.ts'
import type { Whereabouts } from './places.ts'
import { clientsOf, place } from './places.ts'
import type { InFront } from './proxies.ts'
import { proxiesOf } from './proxies.ts'
import type { Ask } from './run.ts'

/** An ask, and why its address is one that may be asked. */
export interface PlannedTarget extends Ask {
  readonly because: string
}

/** Every listener of a deployment: what will be asked of it and where, or why nothing is. */
export interface Plan {
  readonly asks: readonly PlannedTarget[]
  readonly notAsked: readonly Answer[]
}

export interface PlanOptions {
  readonly where: Whereabouts
  readonly protocols: ReadonlyMap<Protocol, ProtocolProbes>
  /** Questions of a product, by the id of its technology and its title, and of who reaches it beside the proxies in front of it. */
  readonly products: (product: Partial<Pick<Component, 'technology' | 'title'>>, listener: Listener, inFront: readonly InFront[]) => readonly Probe[]
  /** Accounts that the user names, by component or listener. */
  readonly logins?: ReadonlyMap<string, Account>
  /** ISO 8601. */
  readonly now: string
}

export function planFor(deployment: Deployment, options: PlanOptions): Plan {
  const asks: PlannedTarget[] = []
  const notAsked: Answer[] = []
  for (const listener of deployment.listeners) {
    const placed = place(deployment, listener, options.where)
    if (typeof placed === 'string') {
      notAsked.push(leftOut(listener, placed, options))
      continue
    }
    const component = componentOf(deployment, listener.component)
    const technology = component?.technology
    const { names, users, authorities } = clientsOf(deployment, listener)
    const login = options.logins?.get(listener.id) ?? options.logins?.get(listener.component)
    const more = options.products(component ?? {}, listener, proxiesOf(deployment, listener, options.where))
    const [serverName] = names.filter((name) => !/^[\d.]+$|:/.test(name))
    for (const { host, port, vantage, because } of placed) {
      const target: Target = {
        id: listener.id,
        component: listener.component,
        protocol: listener.protocol,
        purpose: listener.purpose,
        host,
        port,
        names,
        users,
        ...(authorities.length === 0 ? {} : { authorities }),
        ...(technology === undefined ? {} : { technology }),
        ...(serverName === undefined ? {} : { serverName }),
        ...(login === undefined ? {} : { login }),
      }
      asks.push({ target, vantage, protocol: options.protocols.get(listener.protocol), more, because })
    }
  }
  return { asks, notAsked }
}

function leftOut(listener: Listener, why: string, { where, now }: PlanOptions): Answer {
  const { id, component, port, protocol } = listener
  return {
    probe: `${protocol}/transport`,
    asked: { id, component, host: '', port, protocol },
    vantage: where.here.name,
    outcome: 'not-asked',
    why,
    transcript: [],
    at: now,
    milliseconds: 0,
  }
}
