import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { connectionsTo } from '../../settings/client.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { asSwitch } from '../../settings/environment.ts'
import { withHoles } from '../../settings/trees.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import type { Block } from './blocks.ts'
import { parseBlocks } from './blocks.ts'

const paths = ['/fluentd/etc/fluent.conf', '/opt/bitnami/fluentd/conf/fluentd.conf', '/etc/fluent/fluent.conf', '/etc/fluent/fluentd.conf']

/** Fluentd 1.16: fluent.conf as data; `@include` is not followed. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const named = flag(commandLine(input), ['-c', '--config'])?.value?.value
  for (const path of [...(named === undefined ? [] : [named]), ...paths]) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    const blocks = parseBlocks(document.text)
    const outputs = blocks.flatMap((block) => within(block)).filter((block) => block.name === 'match' || block.name === 'store')
    return {
      listeners: blocks.filter((block) => block.name === 'source').flatMap((block) => source(document, block)),
      connections: outputs.flatMap((block) => output(document, block)),
      observations: [...outputs.flatMap((block) => unverified(document, block)), ...echoes(document, outputs)],
      image: { runsAs: 'user', healthcheck: false },
      gaps,
    }
  }
  return { gaps }
}

function within(block: Block): readonly Block[] {
  return [block, ...block.blocks.flatMap(within)]
}

function valueOf(document: Document, block: Block, ...keys: readonly string[]): Setting | undefined {
  const found = block.settings.findLast(({ key }) => keys.includes(key))
  return found === undefined ? undefined : withHoles(settingAt(document, found.value, { line: found.line }))
}

const sources: ReadonlyMap<string, readonly [number, Protocol]> = new Map([
  ['forward', [24224, 'tcp']],
  ['http', [9880, 'http']],
  ['syslog', [5140, 'syslog']],
  ['tcp', [5170, 'tcp']],
  ['prometheus', [24231, 'http']],
  ['monitor_agent', [24220, 'http']],
])

function source(document: Document, block: Block): readonly ListenerReading[] {
  const type = valueOf(document, block, '@type')?.value ?? ''
  const [port, protocol] = sources.get(type) ?? []
  if (port === undefined || protocol === undefined) return []
  const here = [{ file: document.file, line: block.line }, ...document.mount]
  const transport = block.blocks.find((inner) => inner.name === 'transport' && inner.pattern === 'tls')
  const security = block.blocks.find((inner) => inner.name === 'security')
  const purpose = type === 'prometheus' ? 'metrics' : type === 'monitor_agent' ? 'admin' : 'data'
  const base = webListener({
    port: portIn(valueOf(document, block, 'port')) ?? port,
    protocol,
    purpose,
    tls: transport === undefined ? plainByDefault('Fluentd') : configured('required', [{ file: document.file, line: transport.line }]),
    authentication:
      security === undefined
        ? byDefault('none', 'Fluentd takes records from everybody unless a security block is set', here)
        : configured('password', [{ file: document.file, line: security.line }]),
  })
  return [{ ...base, trail: here }]
}

const clients: ReadonlyMap<string, readonly [number, Protocol]> = new Map([
  ['opensearch', [9200, 'elasticsearch']],
  ['elasticsearch', [9200, 'elasticsearch']],
  ['http', [80, 'http']],
  ['loki', [3100, 'loki']],
  ['kafka2', [9092, 'kafka']],
])

/** `host`, `port` and `scheme`, or an address in `hosts`, `endpoint`, `url` or `brokers`. */
function output(document: Document, block: Block): readonly ConnectionReading[] {
  const type = valueOf(document, block, '@type')?.value ?? ''
  const [port, protocol] = clients.get(type) ?? []
  const host = valueOf(document, block, 'host', 'hosts', 'endpoint', 'url', 'brokers')
  if (port === undefined || protocol === undefined || host === undefined) return []
  const scheme = valueOf(document, block, 'scheme')
  const user = valueOf(document, block, 'user', 'username')
  const password = valueOf(document, block, 'password')
  const authority = valueOf(document, block, 'ca_file', 'ca_cert')
  const check = valueOf(document, block, 'ssl_verify')
  return connectionsTo(host, {
    key: `${block.name}.${type}`,
    protocol,
    defaultPort: portIn(valueOf(document, block, 'port')) ?? port,
    ...(scheme === undefined ? {} : { encryption: configured(scheme.value === 'https' ? ('required' as const) : ('none' as const), scheme.trail) }),
    user,
    password,
    authority,
    ...(check !== undefined && asSwitch(check.value) === false ? { verification: configured('none' as const, check.trail) } : {}),
  })
}

function unverified(document: Document, block: Block): readonly Observation[] {
  const check = valueOf(document, block, 'ssl_verify')
  if (check === undefined || asSwitch(check.value) !== false) return []
  return [
    {
      concern: 'tls-verification',
      key: 'ssl_verify',
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'traffic',
      trail: check.trail,
      message: 'Fluentd does not check whom it sends its records to: who stands in between reads and changes them.',
      actual: 'ssl_verify false',
      expected: 'ssl_verify true, with ca_file for a CA of your own',
      fix: 'remove ssl_verify false, and name the CA in ca_file',
    },
  ]
}

/** Records that are written to Fluentd's own log, all in one observation. */
function echoes(document: Document, outputs: readonly Block[]): readonly Observation[] {
  const found = outputs.flatMap((block) => {
    const type = valueOf(document, block, '@type')
    return type?.value === 'stdout' ? [{ file: document.file, line: block.settings.find(({ key }) => key === '@type')?.line ?? block.line }] : []
  })
  if (found.length === 0) return []
  return [
    {
      concern: 'data-in-logs',
      key: '@type stdout',
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'data',
      trail: [...found, ...document.mount],
      message: 'Fluentd writes the records that pass through it into its own log, where whoever reads container logs sees them.',
      actual: '@type stdout',
      expected: 'no stdout output',
      fix: 'remove the outputs of @type stdout',
    },
  ]
}
