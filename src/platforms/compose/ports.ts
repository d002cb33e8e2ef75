import type { PortRange, PublishedPort } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting, Traced } from '../../model/setting.ts'
import type { Leaf, Value } from './tree.ts'
import { get, leaf, leaves, masked, part, plain, split } from './values.ts'

export type PortProblem = (why: string, at: Place) => void

/** The service's `ports`. A target that is not known is port 0, and `unresolved` has what stood there. */
export function readPorts(entries: readonly Value[], problem: PortProblem): readonly PublishedPort[] {
  return entries.flatMap((item) => readPort(item, problem) ?? [])
}

export function readPort(item: Value, problem: PortProblem): PublishedPort | undefined {
  if (item.kind === 'list') return undefined
  if (item.kind === 'table') return readLong(item, problem)
  return item.isNull ? undefined : readShort(item, problem)
}

/** `[[IP:]published:]target[/protocol]`, each a port or a range (docker/go-connections v0.4 `nat.ParsePortSpec`). */
function readShort(item: Leaf, problem: PortProblem): PublishedPort | undefined {
  const sections = split(plain(item), ':')
  const last = sections.at(-1) ?? ''
  const [targetText = '', protocolText = 'tcp', ...rest] = split(part(item, last), '/')
  const publishedText = sections.length > 1 ? sections.at(-2) : undefined
  const hostText = sections.slice(0, -2).join(':')
  return build(
    item,
    { target: targetText, published: publishedText, host: part(item, hostText), protocol: protocolText, extra: rest.length > 0 },
    problem,
  )
}

function readLong(item: Value, problem: PortProblem): PublishedPort | undefined {
  const target = leaf(get(item, 'target'))
  const at = item.trail[0]
  if (target === undefined) {
    if (at !== undefined) problem('a port without `target` is none', at)
    return undefined
  }
  const published = leaf(get(item, 'published'))
  const host = leaf(get(item, 'host_ip'))
  const protocol = leaf(get(item, 'protocol'))
  const parts = [target, published, host, protocol].flatMap((each) => each ?? [])
  const whole: Setting = { value: parts.map((each) => each.value).join(':'), trail: item.trail, unresolved: parts.flatMap((each) => each.unresolved) }
  return build(
    whole,
    {
      target: target.value,
      published: published?.value,
      host: host === undefined ? undefined : plain(host),
      protocol: protocol?.value ?? 'tcp',
      extra: false,
    },
    problem,
  )
}

interface Parts {
  readonly target: string
  readonly published: string | undefined
  readonly host: Setting | undefined
  readonly protocol: string
  readonly extra: boolean
}

function build(whole: Setting, parts: Parts, problem: PortProblem): PublishedPort | undefined {
  const at = whole.trail[0]
  if (at === undefined) return undefined
  const isOpen = (text: string): boolean => masked(text, whole.unresolved) !== text
  const protocol = parts.protocol.toLowerCase()
  const target = range(parts.target)
  const published = parts.published === undefined || parts.published === '' ? undefined : range(parts.published)
  const unresolved = whole.unresolved.length === 0 ? {} : { unresolved: { value: whole.value, trail: whole.trail, unresolved: whole.unresolved } }
  const wrong =
    (target === undefined && !isOpen(parts.target)) ||
    (published === undefined && parts.published !== undefined && parts.published !== '' && !isOpen(parts.published)) ||
    (!['tcp', 'udp', 'sctp'].includes(protocol) && !isOpen(parts.protocol)) ||
    parts.extra
  if (wrong) {
    problem('the port cannot be read: `[ip:][published:]target[/protocol]` is expected', at)
    return undefined
  }
  if (target !== undefined && published !== undefined && size(target) !== size(published) && size(target) !== 1) {
    problem('the port ranges are of different length', at)
    return undefined
  }
  const host = hostOf(parts.host)
  return {
    ...(host === undefined ? {} : { host }),
    ...(published === undefined ? {} : { published }),
    target: target ?? { from: 0, to: 0 },
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    at,
    ...unresolved,
  }
}

function hostOf(host: Setting | undefined): Setting | undefined {
  if (host === undefined || host.value === '') return undefined
  const bracketed = host.value.startsWith('[') && host.value.endsWith(']')
  return bracketed ? part(host, host.value.slice(1, -1)) : part(host, host.value)
}

function range(text: string): PortRange | undefined {
  const found = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim())
  if (found === null) return undefined
  const from = Number(found[1])
  const to = found[2] === undefined ? from : Number(found[2])
  return to < from || to > 65535 ? undefined : { from, to }
}

function size(ports: PortRange): number {
  return ports.to - ports.from + 1
}

/** `expose`: ports and ranges (`3000`, `3000-3003/tcp`), each port by itself. */
export function readExpose(value: Value | undefined, problem: PortProblem): readonly Traced<number>[] {
  return leaves(value).flatMap((item) => {
    const ports = range(item.value.split('/')[0] ?? '')
    const at = item.trail[0]
    if (ports === undefined) {
      if (at !== undefined && item.unresolved.length === 0) problem('the exposed port cannot be read', at)
      return []
    }
    const most = Math.min(ports.to, ports.from + 100)
    return Array.from({ length: most - ports.from + 1 }, (_, index) => ({ value: ports.from + index, trail: item.trail }))
  })
}
