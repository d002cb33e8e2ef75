import type { Target } from './addresses.ts'
import type { Budgets } from './budget.ts'
import type { EgressEvent, TellEgress } from './events.ts'
import type { EgressEntry, EgressList, EgressReason } from './list.ts'
import { judge } from './list.ts'
import { Refusal } from './refusal.ts'

/** Where somebody wants to go, and how they say who they are. */
export interface WayOut {
  readonly target: Target
  readonly port: number
  /** `Proxy-Authorization`, as it was sent. */
  readonly authorization?: string
}

export interface AdmissionPorts {
  /** The list that holds now. */
  readonly list: () => EgressList
  /** Who asks, or undefined for nobody that is known. */
  readonly roleOf: (head: Pick<WayOut, 'authorization'>) => string | undefined
  readonly now: () => number
  /** Writes the event down for good. Where it fails nothing is relayed. */
  readonly tell: TellEgress
}

/** What is known of a connection by now. */
export type Facts = { -readonly [K in 'role' | 'host' | 'port' | 'entry' | 'address' | 'pin']?: EgressEvent[K] }

/** Writes down what becomes of a connection, with what is known of it by then. */
export type Tell = (outcome: EgressEvent['outcome'], more?: Partial<EgressEvent>) => Promise<void>

export function teller({ tell, now }: Pick<AdmissionPorts, 'tell' | 'now'>, facts: Facts): Tell {
  return async (outcome, more = {}) => tell({ what: 'egress', at: now(), outcome, role: '', host: '', port: 0, ...facts, ...more })
}

/** Who asks, counted among those that are under way: they have to leave `budgets` again. Throws a `Refusal`. */
export function enter(asked: WayOut, facts: Facts, budgets: Budgets, { roleOf, now }: Pick<AdmissionPorts, 'roleOf' | 'now'>): string {
  Object.assign(facts, { host: asked.target.host, port: asked.port })
  const role = roleOf(asked)
  if (role === undefined) throw new Refusal('no-role', 'nobody that is known')
  facts.role = role
  const full = budgets.enter(role, now())
  if (full !== undefined) throw new Refusal('budget', full)
  return role
}

/** What no entry permits and what is not as entries want it: `report` lets it pass. */
const relaxed: ReadonlySet<EgressReason> = new Set(['not-listed', 'port', 'role', 'not-tls', 'server-name', 'pin'])

export interface Permitted {
  /** Undefined for what is only reported. */
  readonly entry: EgressEntry | undefined
  /** Refuses what is not as the entry wants it, or writes it down where the list is only to report. */
  readonly object: (reason: EgressReason, detail: string) => Promise<void>
}

/** What the list says of a way out. Rejects with a `Refusal`. */
export async function permitted({ target, port }: WayOut, role: string, facts: Facts, list: EgressList, tell: Tell): Promise<Permitted> {
  const object = async (reason: EgressReason, detail: string): Promise<void> => {
    if (list.mode !== 'report' || !relaxed.has(reason)) throw new Refusal(reason, detail)
    await tell('reported', { reason, detail })
  }
  const judged = judge(list, { role, target, port })
  if (!judged.ok) {
    await object(judged.reason, judged.detail)
    return { entry: undefined, object }
  }
  facts.entry = judged.entry.id
  return { entry: judged.entry, object }
}
