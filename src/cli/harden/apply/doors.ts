import { randomBytes } from 'node:crypto'
import type { PlannedTarget } from '../../../engine/verify/plan.ts'
import type { Deployment } from '../../../model/graph.ts'
import { RingwallError } from '../../../model/error.ts'
import type { DoorChange } from '../../../model/journal.ts'
import { isResolved } from '../../../model/setting.ts'
import { wayFor } from '../../../probes/login.ts'
import type { Account, Asking, Target } from '../../../probes/probe.ts'
import { detectTls } from '../../../probes/tls/index.ts'
import { findTransport } from '../../../probes/transport.ts'
import { rotations } from '../../../registry/hardening.ts'
import type { Door, Trouble } from '../../../rotations/door.ts'
import { namespaceVantage } from '../../../vantages/namespace.ts'
import type { Attempt } from '../../../wire/fault.ts'
import { attempt } from '../../../wire/fault.ts'
import { openConversation } from '../../../wire/open.ts'
import type { Vantage } from '../../../wire/vantage.ts'
import type { Io } from '../../io.ts'
import { sleep } from '../../sleep.ts'
import { resolveHosts } from '../../verify/names.ts'
import { verifyOptions } from '../../verify/options.ts'
import type { Planned } from '../../verify/plan.ts'
import { planVerification } from '../../verify/plan.ts'
import { usualAsking } from './wire.ts'

/**
 * Goes to the doors of running servers, one after another, and says something there. Throws with all troubles. A server in a container is
 * asked from inside of its own network, at its own address: nothing leaves it, and no rule for loopback lets us in.
 */
export async function withDoors(
  changes: readonly DoorChange[],
  path: string,
  options: Readonly<Record<string, unknown>>,
  io: Io,
  work: (door: Door, change: DoorChange) => Promise<Trouble>,
): Promise<void> {
  const now = new Date().toISOString()
  const asked = verifyOptions({ ...usualAsking, at: options['at'], login: options['login'], password: options['password'], ca: options['trust'] }, io)
  const planned = await resolveHosts(await planVerification(path, options, asked, now, io))
  const entered: Vantage[] = []
  const trouble: string[] = []
  try {
    for (const change of changes) {
      const { ask, deployment } = placed(change, planned)
      const done = await again(() => attempt(async () => work(await opened(ask, deployment, change), change)))
      trouble.push(...(done.ok ? done.value : [`${change.listener}: ${done.fault.detail}`]))
    }
  } finally {
    await Promise.all([planned.close(), ...entered.map((vantage) => vantage.close())])
  }
  if (trouble.length > 0) throw new RingwallError('unreadable', trouble.join('; '))

  function placed({ deployment: name, listener, component }: DoorChange, { plans, running, built }: Planned): Found {
    const found = plans.find(({ input }) => `${input.root}\0${input.name}` === name)
    const asks = found?.plan.asks.filter(({ target }) => target.id === listener) ?? []
    const [ask] = asks
    if (found === undefined || ask === undefined) throw cannot(`${listener}: it is not known where it runs`, 'name its address with --at')
    if (asks.length > 1) throw cannot(`${listener} runs ${asks.length} times: each would have to be told`, 'let one of them run')
    const deployment = built.get(found.input)!
    const container = running.get(found.input)?.find(({ service }) => service === component)
    if (container === undefined || container.networkMode === 'host' || process.getuid?.() !== 0) return { ask, deployment }
    const vantage = namespaceVantage({ pid: container.pid }, `container ${container.name}`)
    entered.push(vantage)
    const { port } = deployment.listeners.find(({ id }) => id === listener)!
    const host = container.networks[0]?.address ?? '127.0.0.1'
    return { ask: { ...ask, vantage, target: { ...ask.target, host, port, staysHere: true } }, deployment }
  }

  async function opened({ target, vantage, protocol }: PlannedTarget, deployment: Deployment, { user }: DoorChange): Promise<Door> {
    const rotation = await rotations[target.protocol]?.load()
    if (rotation === undefined || protocol?.tryLogin === undefined) throw new Error(`a door of ${target.protocol} is planned that nobody can tell`)
    const { timeout, authorities } = asked.limits
    const random = (bytes: number): string => randomBytes(bytes).toString('hex')
    const means = { dial: vantage.dial, signal: new AbortController().signal, timeout, random, transcript: [] }
    const { transport } = await findTransport(target, protocol, means, detectTls)
    const { upgrade } = protocol
    const inTls = transport.tls === 'upgrade' && upgrade !== undefined ? { upgrade } : {}
    const usual = transport.plaintext === 'served' ? 'plaintext' : 'tls'
    const { host, port, serverName } = target
    const way = { ...means, host, port, ...inTls, ...(serverName === undefined ? {} : { serverName }) }
    const asking: Asking = {
      ...means,
      depth: 'assert',
      authorities,
      now: Date.now,
      transport,
      ...inTls,
      talk: (over = usual) => openConversation({ ...way, over }),
    }
    const cleared = await wayFor('secret', target, asking)
    if (typeof cleared === 'string') throw cannot(`${target.id}: ${cleared}`, 'call it as root on the machine of the server, or give it TLS first')
    const name = (await protocol.accountName?.(target, cleared, user)) ?? user
    return { target, asking: cleared, tryLogin: protocol.tryLogin, rotation, user: name, others: othersAt(target, deployment, user) }
  }
}

/** A server that has just started may not answer at once. */
async function again<T>(ask: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  for (let times = 1; ; times++) {
    const got = await ask()
    if (got.ok || times === tries) return got
    await sleep(pause, new AbortController().signal)
  }
}

const tries = 5
/** Milliseconds. */
const pause = 1000

interface Found {
  readonly ask: PlannedTarget
  readonly deployment: Deployment
}

/** Who else may change passwords there: the account that the call names, and administrators of the files. */
function othersAt({ id, component, login }: Target, { credentials }: Deployment, user: string): readonly Account[] {
  const administrators = credentials.flatMap(({ value, uses }) =>
    uses.flatMap((use) => {
      const isThere = use.opens === id || (use.as === 'account' && use.component === component)
      if (!isThere || use.power !== 'administrator' || !isResolved(value) || use.user === undefined || !isResolved(use.user)) return []
      return use.user.value === user ? [] : [{ user: use.user.value, password: value.value }]
    }),
  )
  return [...(login === undefined ? [] : [login]), ...administrators]
}

function cannot(why: string, hint: string): RingwallError {
  return new RingwallError('usage', why, { hint })
}
