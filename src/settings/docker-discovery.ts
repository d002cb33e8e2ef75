import { yamlEdits } from '../formats/edits/yaml.ts'
import type { Node } from '../formats/node.ts'
import { child, itemsOf, scalarText } from '../formats/node.ts'
import type { Edited } from '../model/change.ts'
import type { TreeDocument } from './trees.ts'

/** Programs that find what they watch by `docker_sd_configs` of their `scrape_configs` (Prometheus 2.20 and later, Promtail 2.4 and later). */
export interface Discovery {
  readonly path: readonly (string | number)[]
  readonly host: string
}

/** Every place where the container engine is asked. Tasks and nodes of Swarm are asked by `dockerswarm_sd_configs`, which is another thing. */
export function discoveries(root: Node | undefined): readonly Discovery[] {
  return itemsOf(child(root, 'scrape_configs')).flatMap((job, index) =>
    itemsOf(child(job, 'docker_sd_configs')).map((each, at) => ({
      path: ['scrape_configs', index, 'docker_sd_configs', at, 'host'],
      host: scalarText(child(each, 'host')) ?? '',
    })),
  )
}

/** Swarm's manager is asked for services, nodes and tasks. */
export function asksSwarm(root: Node | undefined): boolean {
  return itemsOf(child(root, 'scrape_configs')).some((job) => child(job, 'dockerswarm_sd_configs') !== undefined)
}

/** They ask a port of their own loopback; who asks an engine elsewhere goes on doing so. */
export function discoverAt(port: number, { document, root }: TreeDocument): Edited {
  const asked = discoveries(root).filter(({ host }) => host.startsWith('unix:'))
  if (asked.length === 0) return { cannot: 'nothing in its settings asks the engine by a socket', reason: 'not-in-files' }
  const wanted = asked.map(({ path }) => [path, `tcp://127.0.0.1:${port}`] as const)
  return { changes: [{ kind: 'edit', path: document.path, edit: (text) => yamlEdits().setAll(text, wanted) }] }
}
