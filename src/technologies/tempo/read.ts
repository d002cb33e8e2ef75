import { child, entriesOf } from '../../formats/node.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree, treeLookup } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

/** Tempo 2: no login anywhere; receivers are those of the OpenTelemetry Collector, which listen on localhost since Tempo 2.7. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const path = flag(commandLine(input), ['-config.file', '--config.file'])?.value?.value
  const tree = openTree(input, [...(path === undefined ? [] : [path]), '/etc/tempo.yaml', '/conf/tempo.yaml'], gaps)
  const options = treeLookup(tree)
  const from = options('server.http_listen_port')
  const certificate = options('server.http_tls_config.cert_file')
  const open = openByDefault('Tempo authenticates nobody (all versions)', { value: '', trail: [input.at], unresolved: [] })
  const tls = certificate === undefined ? plainByDefault('Tempo') : configured('required' as const, certificate.trail)
  return {
    listeners: [
      webListener({
        port: portIn(from) ?? 3200,
        purpose: 'data',
        tls,
        authentication: certificates(options('server.http_tls_config.client_auth_type')) ?? open,
        ...(from === undefined ? {} : { from }),
      }),
      ...receivers(tree, version),
    ],
    stores: [{ path: options('storage.trace.local.path')?.value ?? '/var/tempo', holds: 'data', disposable: true }],
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

/** Only this of Go's ways to ask for a certificate refuses who has none. */
function certificates(way: Setting | undefined): Fact<Authentication> | undefined {
  return way?.value === 'RequireAndVerifyClientCert' ? configured('certificate', way.trail) : undefined
}

const ports: ReadonlyMap<string, number> = new Map([
  ['grpc', 4317],
  ['http', 4318],
])

function receivers(tree: TreeDocument | undefined, version: string | undefined): readonly ListenerReading[] {
  if (tree === undefined) return []
  return entriesOf(child(tree.root, 'distributor', 'receivers', 'otlp', 'protocols')).flatMap(({ key, value, keySpan }) => {
    const port = ports.get(key)
    if (port === undefined) return []
    const endpoint = nodeSetting(tree.document, child(value, 'endpoint'))
    const tls = child(value, 'tls', 'cert_file')
    const trail = [{ file: tree.document.file, line: keySpan.line }, ...tree.document.mount]
    const authority = nodeSetting(tree.document, child(value, 'tls', 'client_ca_file'))
    const open = openByDefault('receivers of Tempo authenticate nobody', endpoint)
    const base = webListener({
      port: portIn(endpoint) ?? port,
      protocol: 'otlp',
      purpose: 'data',
      tls: tls === undefined ? plainByDefault('the OTLP receiver', endpoint) : configured('required', trail),
      authentication: authority === undefined ? open : configured('certificate', authority.trail),
      ...(endpoint === undefined ? {} : { from: endpoint }),
    })
    const isLocal = endpoint === undefined ? /^2\.(?:[7-9]|\d\d)/.test(version ?? '') : isLoopback(endpoint.value.replace(/:\d+$/, ''))
    return [isLocal ? { ...base, bind: configured('loopback' as const, trail) } : { ...base, trail: endpoint?.trail ?? trail }]
  })
}
