import { lookup } from 'node:dns/promises'
import type { Plan, PlannedTarget } from '../../engine/verify/plan.ts'
import type { Answer } from '../../model/observed.ts'
import { isAddress } from '../../protocols/address.ts'
import { notOneHost } from '../../protocols/single-host.ts'
import { thisMachine } from '../../wire/vantage.ts'
import type { Planned } from './plan.ts'

export type Resolve = (name: string) => Promise<readonly string[]>

/** By the system's own means, so that /etc/hosts counts. */
const system: Resolve = async (name) => (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address)

/**
 * Resolves every host name once, before anything is asked: all questions of a run go to that one address, whatever the name comes to
 * meanwhile. A name that comes to no single host is not asked.
 */
export async function resolveHosts(planned: Planned, resolve: Resolve = system): Promise<Planned> {
  const names = new Set(planned.plans.flatMap(({ plan }) => plan.asks.filter(isNamed).map(({ target }) => target.host)))
  const found = new Map<string, Resolved>(await Promise.all([...names].map(async (name) => [name, await resolved(name, resolve)] as const)))
  return { ...planned, plans: planned.plans.map(({ input, plan }) => ({ input, plan: withAddresses(plan, found) })) }
}

/** Names mean something to this machine alone; other vantages resolve their own. */
function isNamed({ target, vantage }: PlannedTarget): boolean {
  return vantage === thisMachine && !isAddress(target.host)
}

type Resolved = { readonly address: string } | { readonly why: string }

async function resolved(name: string, resolve: Resolve): Promise<Resolved> {
  try {
    const [address] = await resolve(name)
    if (address === undefined) return { why: `${name} has no address` }
    const odd = notOneHost(address)
    return odd === undefined ? { address } : { why: `${name} comes to ${address}: ${odd}` }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return { why: `the name ${name} cannot be resolved here (${code})` }
  }
}

function withAddresses(plan: Plan, found: ReadonlyMap<string, Resolved>): Plan {
  const asks: PlannedTarget[] = []
  const notAsked: Answer[] = [...plan.notAsked]
  for (const ask of plan.asks) {
    const { target, vantage } = ask
    const one = isNamed(ask) ? found.get(target.host) : { address: target.host }
    if (one !== undefined && 'address' in one) {
      const { host } = target
      const isName = !isAddress(host)
      const names = isName ? { names: [...new Set([...target.names, host])].sort(), serverName: target.serverName ?? host } : {}
      asks.push({ ...ask, target: { ...target, ...names, host: one.address } })
      continue
    }
    const { id, component, port, protocol } = target
    const why = one?.why ?? 'its name was not resolved'
    const asked = { id, component, host: '', port, protocol }
    notAsked.push({
      probe: `${protocol}/transport`,
      asked,
      vantage: vantage.name,
      outcome: 'not-asked',
      why,
      transcript: [],
      at: new Date().toISOString(),
      milliseconds: 0,
    })
  }
  return { asks, notAsked }
}
