import { createHash, timingSafeEqual } from 'node:crypto'
import type { Server } from 'node:net'
import { createServer } from 'node:net'
import type { BudgetLimits } from './budget.ts'
import { Budgets } from './budget.ts'
import type { Looking } from './forward.ts'
import { forwarder } from './forward.ts'
import type { TunnelLimits, TunnelPorts } from './tunnel.ts'
import { serveTunnel } from './tunnel.ts'

export type RelayAddress = { readonly path: string } | { readonly host: string; readonly port: number }

export const usualTunnel: TunnelLimits = {
  head: 5000,
  resolve: 5000,
  connect: 10_000,
  hello: 10_000,
  idle: 300_000,
  life: 86_400_000,
  bytes: 10_737_418_240,
}

export interface Relay {
  readonly server: Server
  /** Ends every connection, too. */
  readonly close: () => Promise<void>
}

/** Listens for CONNECT and, where somebody looks at bodies, for requests of HTTP in the clear. `clients` is how many may be connected at once, whoever they are. `failed` gets what must not happen: a log that is full. */
export async function startRelay(
  at: RelayAddress,
  ports: TunnelPorts,
  budget: BudgetLimits,
  clients: number,
  failed: (error: unknown) => void,
  looking?: Looking,
): Promise<Relay> {
  const budgets = new Budgets(budget)
  const all: TunnelPorts = looking === undefined ? ports : { ...ports, forward: forwarder(budgets, ports, looking, failed) }
  const open = new Set<{ destroy: () => unknown }>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    open.add(client)
    client.once('close', () => open.delete(client))
    client.on('error', () => client.destroy())
    serveTunnel(client, budgets, all).catch((error: unknown) => {
      client.destroy()
      failed(error)
    })
  })
  server.maxConnections = clients
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, resolve)
  })
  return {
    server,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const each of open) each.destroy()
      await closed
    },
  }
}

/** Roles by `Proxy-Authorization: Basic ROLE:TOKEN`; of the tokens the SHA-256 is known, in hex. They are random and long, so that suffices. */
export function roleByToken(digests: ReadonlyMap<string, string>): TunnelPorts['roleOf'] {
  return ({ authorization = '' }) => {
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]{1,400}={0,2})$/i.exec(authorization) ?? []
    const [, role = '', token = ''] = /^([\w.-]{1,64}):([\x21-\x7e]{16,200})$/.exec(Buffer.from(encoded, 'base64').toString('latin1')) ?? []
    const wanted = Buffer.from(digests.get(role) ?? '', 'hex')
    const given = createHash('sha256').update(token).digest()
    return role !== '' && wanted.length === given.length && timingSafeEqual(wanted, given) ? role : undefined
  }
}
