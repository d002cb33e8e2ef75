import type { Node } from '../../formats/node.ts'
import { child, itemsOf, scalarText } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { Client } from '../../settings/client.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { Document } from '../../settings/documents.ts'
import { placeAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree, scalarsOf } from '../../settings/trees.ts'

/** Whom Prometheus asks and writes to, by prometheus.yml. */
export function targets(input: ComponentInput, gaps: Gap[]): readonly ConnectionReading[] {
  const tree = settingsOf(input, gaps)
  if (tree === undefined) return []
  const { document, root } = tree
  const jobs = itemsOf(child(root, 'scrape_configs')).flatMap((job) =>
    statics(document, job, `scrape_configs.${scalarText(child(job, 'job_name')) ?? 'job'}`),
  )
  const alerts = itemsOf(child(root, 'alerting', 'alertmanagers')).flatMap((node) => statics(document, node, 'alerting.alertmanagers'))
  const remote = ['remote_write', 'remote_read'].flatMap((key) =>
    itemsOf(child(root, key)).flatMap((node) => {
      const url = nodeSetting(document, child(node, 'url'))
      return url === undefined ? [] : connectionsTo(url, { key, ...credentials(document, node) })
    }),
  )
  return [...jobs, ...alerts, ...remote]
}

export function settingsOf(input: ComponentInput, gaps: Gap[]): TreeDocument | undefined {
  const path = flag(commandLine(input), ['--config.file'])?.value?.value ?? '/etc/prometheus/prometheus.yml'
  return openTree(input, [path, '/opt/bitnami/prometheus/conf/prometheus.yml'], gaps)
}

function statics(document: Document, job: Node, key: string): readonly ConnectionReading[] {
  const scheme = child(job, 'scheme')
  const isTls = scalarText(scheme) === 'https'
  const settings: Client = {
    key,
    protocol: 'http',
    defaultPort: isTls ? 443 : 80,
    ...credentials(document, job),
    ...(scheme === undefined
      ? {}
      : { encryption: configured(isTls ? ('required' as const) : ('none' as const), [placeAt(document, scheme.span), ...document.mount]) }),
  }
  return itemsOf(child(job, 'static_configs')).flatMap((group) =>
    scalarsOf(child(group, 'targets')).flatMap((target) => {
      const address = nodeSetting(document, target)
      return address === undefined ? [] : connectionsTo(address, settings)
    }),
  )
}

function credentials(document: Document, node: Node): Omit<Client, 'key'> {
  const user = nodeSetting(document, child(node, 'basic_auth', 'username'))
  const password = nodeSetting(document, child(node, 'basic_auth', 'password'))
  const token = nodeSetting(document, child(node, 'authorization', 'credentials')) ?? nodeSetting(document, child(node, 'bearer_token'))
  const authority = nodeSetting(document, child(node, 'tls_config', 'ca_file'))
  const skip = child(node, 'tls_config', 'insecure_skip_verify')
  return {
    user,
    password,
    token,
    authority,
    ...(skip !== undefined && asSwitch(scalarText(skip)) === true
      ? { verification: configured('none' as const, [placeAt(document, skip.span), ...document.mount]) }
      : {}),
  }
}
