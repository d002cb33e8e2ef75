import { RingwallError } from '../../model/error.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { ProductLogIns } from '../../model/log-ins.ts'
import type { Technology } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { candidatesFor, productOf } from '../../experiments/credentials/candidates.ts'
import { credentials } from '../../experiments/credentials/credentials.ts'
import { ledger, limitOf } from '../../experiments/credentials/limits.ts'
import type { Trier } from '../../experiments/credentials/tries.ts'
import { basicAtRoot, connectionsOfTry, httpTryLogin } from '../../probes/http/try-login.ts'
import type { Asking, Probe, ProtocolProbes, Target } from '../../probes/probe.ts'
import { technologies } from '../../registry/technologies.ts'
import type { Asked } from './options.ts'
import { isOverHttp, usualProduct } from './products.ts'

/** The tries that the call allows, each for one listener; a name at which nothing can be tried is an error of the call. */
export function credentialTries(
  deployments: readonly Deployment[],
  { credentials: named, logins }: Pick<Asked, 'credentials' | 'logins'>,
  protocols: ReadonlyMap<Protocol, ProtocolProbes>,
): ReadonlyMap<Listener, readonly Probe[]> {
  const known = new Map(technologies.map((each) => [each.id, each]))
  const probes = new Map<Listener, readonly Probe[]>()
  const ledgers = new Map<string, ReturnType<typeof ledger>>()
  for (const name of named) {
    let tried = 0
    for (const deployment of deployments)
      for (const listener of deployment.listeners) {
        if (listener.id !== name && listener.component !== name) continue
        const probe = probeFor(deployment, listener)
        if (probe === undefined) continue
        probes.set(listener, [probe])
        tried++
      }
    if (tried === 0)
      throw new RingwallError('usage', `--credentials: at "${name}" there is no log-in that could be tried`, {
        hint: `name a component or a listener that speaks ${[...new Set([...tryable(protocols), 'HTTP of a known product'])].join(', ')}, and of which an account is known`,
      })
  }
  return probes

  function probeFor(deployment: Deployment, listener: Listener): Probe | undefined {
    const { technology, title } = componentOf(deployment, listener.component) ?? {}
    const kind = kindOf(technology, listener, known)
    const own = productOf(kind, title)
    const login = logins.get(listener.id) ?? logins.get(listener.component)
    const trier = trierFor(protocols.get(listener.protocol), own)
    if (trier === undefined) return undefined
    const candidates = candidatesFor(deployment, listener, known, own, login, trier.nameless === true)
    if (candidates.length === 0) return undefined
    const key = `${deployment.name}\0${listener.component}`
    const counted = ledgers.get(key) ?? ledger()
    ledgers.set(key, counted)
    return credentials({
      of: protocols.get(listener.protocol)?.tryLogin === undefined && kind !== undefined ? kind.id : listener.protocol,
      trier,
      candidates,
      limit: limitOf(listener.protocol, own?.limit),
      ledger: counted,
    })
  }
}

function kindOf(technology: string | undefined, { protocol }: Listener, known: ReadonlyMap<string, Technology>): Technology | undefined {
  const id = technology === undefined || technology === 'target' ? usualProduct(protocol) : technology
  return id === undefined ? undefined : known.get(id)
}

/** By its own protocol, else by HTTP as the product does it, else by Basic where that is asked for. */
export function trierFor(probes: ProtocolProbes | undefined, own: ProductLogIns | undefined): Trier | undefined {
  if (probes === undefined) return undefined
  const { tryLogin, accountName } = probes
  if (tryLogin !== undefined) return { tryLogin, ...(accountName === undefined ? {} : { accountName }), connections: 1 }
  if (!isOverHttp(probes.protocol)) return undefined
  const http = own?.http ?? [basicAtRoot]
  const isMail = http.some(({ mail }) => mail === true)
  const address = async (_target: Target, _asking: Asking, name: string): Promise<string> => (name.includes('@') ? name : `${name}@example.invalid`)
  const nameless = http.every(({ account }) => account.by === 'header')
  return { nameless, tryLogin: httpTryLogin(http), ...(isMail ? { accountName: address } : {}), connections: connectionsOfTry }
}

function tryable(protocols: ReadonlyMap<Protocol, ProtocolProbes>): readonly Protocol[] {
  return [...protocols.values()].filter(({ tryLogin }) => tryLogin !== undefined).map(({ protocol }) => protocol)
}
