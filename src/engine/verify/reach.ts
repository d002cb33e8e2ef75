import type { ReachEdge } from '../../model/reach.ts'
import { joinHostPort } from '../../protocols/address.ts'
import { datagramFor } from './datagrams.ts'
import type { Fault } from '../../wire/fault.ts'
import { attempt } from '../../wire/fault.ts'
import type { Budget } from './budget.ts'
import type { PlannedEdge } from './reach-plan.ts'

export interface ReachOptions {
  readonly signal: AbortSignal
  /** Milliseconds for one connection. */
  readonly timeout: number
  readonly concurrency: number
  readonly now: () => number
  /** What the run may still spend. */
  readonly spent: Pick<Budget, 'spend'>
  /** A port that nobody is likely to listen on, for the control. */
  readonly unlikelyPort: () => number
  readonly onEdge?: (edge: PlannedEdge) => void
}

/** What came of the attempts on one edge. */
export interface Tried {
  readonly edge: PlannedEdge
  readonly result: 'open' | 'reply' | 'silence' | Fault
  /** Milliseconds until the connection stood. */
  readonly latency: number
  readonly attempts: number
  /** A port on which nobody listens was answered from here, too. */
  readonly answersAll?: boolean
}

/** Tries every edge, those that failed twice, and says what it proves. The order is that of the edges. */
export async function observeReach(edges: readonly PlannedEdge[], options: ReachOptions): Promise<readonly ReachEdge[]> {
  const first = await inParallel(edges, options.concurrency, (edge) => {
    options.onEdge?.(edge)
    return tryEdge(edge, options.timeout, options)
  })
  const second = await inParallel(first, options.concurrency, async (tried) => {
    if (!isFailure(tried.result) && !(tried.result === 'silence' && first.some((other) => answers(other, tried)))) return tried
    // at least three times what it took somebody who is let in (and the same again): a slow way is no closed one
    const controls = first.filter((other) => other.edge.target === tried.edge.target && other.result === 'open').map(({ latency }) => latency)
    const again = await tryEdge(tried.edge, Math.max(options.timeout, 3 * Math.max(0, ...controls)), options)
    return { ...again, attempts: 2 }
  })
  return second.map((tried) => conclude(tried, second))
}

/** The four observations, or why there are not four. */
export function conclude(tried: Tried, all: readonly Tried[]): ReachEdge {
  const { edge, result, attempts } = tried
  const { from, component, to, transport, required, permitted, vantage, addresses } = edge
  const base = {
    from,
    ...(component === undefined ? {} : { component }),
    to,
    transport,
    required,
    permitted,
    vantage,
    addresses: addresses.map(({ host, port }) => joinHostPort(host, port)),
  }
  if (addresses.length === 0) return { ...base, observed: 'not-asked', why: 'no address of it is known from there' }
  if (result === 'open' && tried.answersAll === true)
    return { ...base, observed: 'unproven', why: 'a port on which nobody listens is answered as well: something on the way answers for everybody' }
  if (result === 'open') return { ...base, observed: 'reached', why: 'a connection stands, and a port on which nobody listens is not answered' }
  if (result === 'reply') return { ...base, observed: 'reached', why: 'a datagram is answered' }
  if (result !== 'silence' && result.whose === 'us') return { ...base, observed: 'unproven', why: result.detail }
  const control = all.find((other) => (result === 'silence' ? answers(other, tried) : letsIn(other, tried)))
  if (result === 'silence' && control === undefined)
    return { ...base, observed: 'unproven', why: 'no answer to a datagram: it was dropped, or taken without one' }
  const said = result === 'silence' ? 'no answer to a datagram' : result.detail
  if (control === undefined) return { ...base, observed: 'unproven', why: `${said}; nobody else who was asked reached it: it may not run at all` }
  const peer = all.find(
    (other) => other.edge.source === edge.source && other.edge.target.listener.component !== edge.target.listener.component && isOpen(other),
  )
  if (peer === undefined)
    return { ...base, observed: 'unproven', why: `${said}; from there nothing else was reached either: its network may be down` }
  const proof = `${said}, ${attempts} times; ${control.edge.from} reached it, and from here ${peer.edge.to} is reached`
  return { ...base, observed: result !== 'silence' && (result.kind === 'refused' || result.kind === 'reset') ? 'refused' : 'blocked', why: proof }
}

/** Somebody else reached the same copy of the listener. */
function letsIn(other: Tried, { edge }: Tried): boolean {
  return other.edge.target === edge.target && other.edge !== edge && isOpen(other)
}

/** Somebody else got an answer to the same datagram: who gets none was not heard. */
function answers(other: Tried, tried: Tried): boolean {
  return other.result === 'reply' && letsIn(other, tried)
}

function isOpen({ result, answersAll }: Tried): boolean {
  return (result === 'open' && answersAll !== true) || result === 'reply'
}

function isFailure(result: Tried['result']): result is Fault {
  return typeof result === 'object'
}

/** The first address that lets us in; else what the last one said. */
async function tryEdge(edge: PlannedEdge, timeout: number, options: ReachOptions): Promise<Tried> {
  let last: Tried = { edge, result: { whose: 'us', kind: 'client', detail: 'no address' }, latency: 0, attempts: 1 }
  for (const { host, port } of edge.addresses) {
    const started = options.now()
    const result = edge.transport === 'tcp' ? await connected(edge, host, port, timeout, options) : await sent(edge, host, port, timeout, options)
    last = { edge, result, latency: options.now() - started, attempts: 1 }
    if (result === 'open') {
      const control = await connected(edge, host, options.unlikelyPort(), Math.max(timeout / 3, 3 * last.latency), options)
      // a control that we did not even try proves nothing
      if (control !== 'open' && control.whose === 'us') return { ...last, result: control }
      return { ...last, answersAll: control === 'open' }
    }
    if (result === 'reply') return last
  }
  return last
}

async function connected(
  { source }: PlannedEdge,
  host: string,
  port: number,
  timeout: number,
  { signal, spent }: ReachOptions,
): Promise<'open' | Fault> {
  const got = await attempt(async () => {
    await spent.spend(signal)
    const stream = await source.vantage.dial(host, port, { signal, timeout })
    stream.destroy()
  })
  return got.ok ? 'open' : got.fault
}

async function sent(
  { source, target }: PlannedEdge,
  host: string,
  port: number,
  timeout: number,
  { signal, spent }: ReachOptions,
): Promise<'reply' | 'silence' | Fault> {
  const send = source.vantage.datagram
  if (send === undefined) return { whose: 'us', kind: 'client', detail: 'no datagrams are sent from there' }
  const got = await attempt(async () => {
    await spent.spend(signal)
    return send(host, port, datagramFor(target.listener), { signal, timeout })
  })
  if (!got.ok) return got.fault
  const { kind } = got.value
  if (kind === 'reply' || kind === 'silence') return kind
  return kind === 'refused' ? { whose: 'server', kind, detail: 'ECONNREFUSED' } : { whose: 'network', kind, detail: 'EHOSTUNREACH' }
}

async function inParallel<T, U>(all: readonly T[], concurrency: number, each: (one: T) => Promise<U>): Promise<readonly U[]> {
  const results: U[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) results[index] = await each(all[index]!)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, all.length) }, worker))
  return results
}
