import type { Node } from '../../formats/node.ts'
import { child, entryOf, itemsOf } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { merged } from '../../settings/merged.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { openTree } from '../../settings/trees.ts'
import { socketOf, tlsOf } from './address.ts'
import { clusters } from './clusters.ts'
import { listeners } from './listeners.ts'
import { managersOf } from './managers.ts'
import { managerObservations, unheard } from './policy.ts'
import { tlsObservations, transport } from './tls.ts'

/** Envoy 1.20 to 1.32, API v3. What a control plane sends is not known here. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const path = flag(commandLine(input), ['-c', '--config-path'])?.value?.value
  const tree = openTree(
    input,
    path === undefined ? ['/etc/envoy/envoy.yaml', '/etc/envoy/envoy.yml', '/etc/envoy/envoy.json', '/etc/envoy.yaml'] : [path],
    gaps,
  )
  const image = { runsAs: 'drops', healthcheck: false } as const
  if (tree === undefined) {
    gaps.push({ why: `${input.id}: what Envoy serves is not known: no configuration is mounted where it reads it`, place: input.at })
    return { image, gaps }
  }
  const dynamic = entryOf(tree.root, 'dynamic_resources')
  if (dynamic !== undefined)
    gaps.push({
      why: 'listeners and clusters also come from a control plane, which was not read',
      place: { file: tree.document.file, line: dynamic.keySpan.line },
    })
  const fixed = itemsOf(child(tree.root, 'static_resources', 'listeners'))
  const managers = fixed.flatMap(managersOf)
  return {
    listeners: [...fixed.flatMap((node) => listeners(tree, node)), ...admin(tree)],
    connections: clusters(tree, fixed),
    observations: merged(fixed.flatMap((node) => observations(tree, node))),
    deadKeys: managers.flatMap((manager) => unheard(tree, manager)),
    image,
    gaps,
  }
}

function observations(tree: TreeDocument, listener: Node): readonly Observation[] {
  const tls = itemsOf(child(listener, 'filter_chains')).flatMap((chain) => tlsOf(chain) ?? [])
  return [
    ...tls.flatMap((one) => tlsObservations(tree, one)),
    ...managersOf(listener).flatMap((manager) => [...managerObservations(tree, manager), ...transport(tree, manager.config, tls.length > 0)]),
  ]
}

function admin(tree: TreeDocument): readonly ListenerReading[] {
  const socket = socketOf(tree, child(tree.root, 'admin', 'address'))
  if (socket?.port === undefined) return []
  return [
    {
      port: socket.port,
      protocol: 'http',
      purpose: 'admin',
      tls: configured('none', socket.trail, 'the administration interface of Envoy speaks plain HTTP'),
      authentication: configured(
        'none',
        socket.trail,
        'the administration interface of Envoy has no login: it shows certificates and stops the server',
      ),
      ...(isLoopback(socket.host.value) ? { bind: configured('loopback' as const, socket.trail) } : {}),
      trail: socket.trail,
    },
  ]
}
