import type { Attachment, HostAlias } from '../../model/input.ts'
import { addGap } from '../input.ts'
import type { Service } from './model.ts'
import { boolean, fields, get, leaf, leaves, pairs } from './values.ts'

export interface Networking {
  readonly networks: readonly Attachment[]
  readonly networkOf?: string
  readonly names: readonly { readonly name: string; readonly network?: string }[]
  readonly hosts: ReadonlyMap<string, HostAlias>
}

/** Where the service is attached, and which names lead to it. `containers`: service by container name. */
export function readNetworking(service: Service, containers: ReadonlyMap<string, string>): Networking {
  const mode = leaf(get(service.value, 'network_mode')) ?? leaf(get(service.value, 'net'))
  const [kind = '', peer = ''] = (mode?.value ?? '').split(/:(.*)/s)
  const container = leaf(get(service.value, 'container_name'))?.value
  const names: { name: string; network?: string }[] = container === undefined || container === service.name ? [] : [{ name: container }]
  const hosts = readHosts(service, containers)
  const at = mode?.trail[0]
  if (mode === undefined || at === undefined) return { hosts, networks: attachments(service, names), names }
  if (kind === 'service' || kind === 'container') {
    const other = kind === 'service' ? peer : containers.get(peer)
    if (other !== undefined) return { hosts, networks: [], networkOf: other, names }
    addGap(mode.source.input, `the container \`${peer}\`, whose network \`${service.name}\` shares, is not in the files`, at.line)
    return { hosts, networks: [], names }
  }
  const network = kind === 'bridge' || kind === 'default' ? 'bridge' : kind
  return { hosts, networks: kind === 'none' || kind === 'host' ? [] : [{ network, at }], names }
}

function attachments(service: Service, names: { name: string; network?: string }[]): readonly Attachment[] {
  const value = get(service.value, 'networks')
  const found: Attachment[] = []
  for (const item of leaves(value)) {
    const at = item.trail[0]
    if (at !== undefined && !found.some((each) => each.network === item.value)) found.push({ network: item.value, at })
  }
  for (const field of fields(value)) {
    found.push({ network: field.key, at: field.at })
    for (const alias of leaves(get(field.value, 'aliases'))) names.push({ name: alias.value, network: field.key })
  }
  return found.length > 0 ? found : [{ network: 'default', at: { file: service.at.file, line: service.at.line } }]
}

function readHosts(service: Service, containers: ReadonlyMap<string, string>): ReadonlyMap<string, HostAlias> {
  const hosts = new Map<string, HostAlias>()
  for (const link of leaves(get(service.value, 'links'))) {
    const [target = '', alias = target] = link.value.split(':')
    hosts.set(alias, { component: target })
  }
  for (const link of leaves(get(service.value, 'external_links'))) {
    const [target = '', alias = target] = link.value.split(':')
    const component = containers.get(target)
    hosts.set(alias, component === undefined ? { address: target } : { component })
  }
  const extra = get(service.value, 'extra_hosts')
  if (extra?.kind === 'table') for (const pair of pairs(extra)) hosts.set(pair.key, { address: bare(pair.value?.value ?? '') })
  for (const item of extra?.kind === 'table' ? [] : leaves(extra)) {
    const cut = item.value.includes('=') ? item.value.indexOf('=') : item.value.indexOf(':')
    if (cut > 0) hosts.set(item.value.slice(0, cut), { address: bare(item.value.slice(cut + 1)) })
  }
  return hosts
}

/** `[::1]` without its brackets. */
function bare(address: string): string {
  return address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address
}

export function dependencies(service: Service): readonly string[] {
  const value = get(service.value, 'depends_on')
  return value?.kind === 'table' ? fields(value).map((field) => field.key) : leaves(value).map((item) => item.value)
}

/** True for the spellings of a switch that is on; also the old `external: {name: x}`. */
export function isExternal(value: Parameters<typeof get>[0]): boolean {
  const external = get(value, 'external')
  return external?.kind === 'table' || boolean(external)?.value === true
}
