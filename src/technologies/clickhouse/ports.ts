import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Protocol, Purpose } from '../../model/vocabulary.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import type { Element } from './tree.ts'
import { elementsAt, textAt } from './tree.ts'

export type ServerPort = Pick<ListenerReading, 'port' | 'protocol' | 'purpose' | 'trail' | 'tls' | 'certificate' | 'key'>

interface Door {
  readonly name: string
  readonly port: number
  readonly protocol: Protocol
  readonly purpose: Purpose
  readonly secure: boolean
  /** Open in the configuration of the image and of the packages. */
  readonly usual: boolean
}

const doors: readonly Door[] = [
  { name: 'http_port', port: 8123, protocol: 'http', purpose: 'data', secure: false, usual: true },
  { name: 'tcp_port', port: 9000, protocol: 'clickhouse', purpose: 'data', secure: false, usual: true },
  { name: 'mysql_port', port: 9004, protocol: 'mysql', purpose: 'data', secure: false, usual: false },
  { name: 'postgresql_port', port: 9005, protocol: 'postgres', purpose: 'data', secure: false, usual: false },
  { name: 'https_port', port: 8443, protocol: 'http', purpose: 'data', secure: true, usual: false },
  { name: 'tcp_port_secure', port: 9440, protocol: 'clickhouse', purpose: 'data', secure: true, usual: false },
  { name: 'interserver_http_port', port: 9009, protocol: 'http', purpose: 'peer', secure: false, usual: false },
  { name: 'interserver_https_port', port: 9010, protocol: 'http', purpose: 'peer', secure: true, usual: false },
]

/**
 * Ports of the configuration. `whole`: the main file is there, so that what it leaves out is off; otherwise the image's own holds below what
 * is merged into it, and ports beyond the usual two count when they are published.
 */
export function serverPorts(input: ComponentInput, root: Element | undefined, whole: boolean, removed: ReadonlySet<string>): readonly ServerPort[] {
  const certificate = textAt(root, 'openSSL', 'server', 'certificateFile')
  const key = textAt(root, 'openSSL', 'server', 'privateKeyFile')
  return doors.flatMap(({ name, port: usual, protocol, purpose, secure, usual: isUsual }): readonly ServerPort[] => {
    const written = textAt(root, name)
    const published = name === 'mysql_port' && input.ports.some(({ target }) => target.from <= usual && target.to >= usual)
    if (written === undefined && (whole || removed.has(name) || !(isUsual || published))) return []
    const port = written === undefined ? usual : isResolved(written) ? parsePort(written.value) : usual
    if (port === undefined) return []
    return [
      {
        port,
        protocol,
        purpose,
        trail: written?.trail ?? [],
        tls: secure
          ? configured('required', written?.trail ?? [])
          : byDefault(
              'none',
              written === undefined
                ? 'the configuration of the ClickHouse image opens this port in plaintext (all versions)'
                : `${name} is the port without TLS`,
              written?.trail ?? [input.at],
            ),
        ...(secure && certificate !== undefined && key !== undefined ? { certificate, key } : {}),
      },
    ]
  })
}

/** Without listen_host a server listens on loopback alone; the image brings a file that opens it. */
export function bindOf(input: ComponentInput, root: Element | undefined): Fact<'all' | 'loopback'> | undefined {
  const hosts = elementsAt(root, 'listen_host').map(({ value }) => value)
  if (hosts.length === 0) {
    if (input.form === 'container') return undefined
    return byDefault('loopback', 'ClickHouse listens on ::1 and 127.0.0.1 unless listen_host is set (all versions)', [
      root?.value.trail[0] ?? input.at,
    ])
  }
  const far = hosts.filter((host: Setting) => !isResolved(host) || !isLoopback(host.value))
  return configured(far.length === 0 ? 'loopback' : 'all', (far[0] ?? hosts[0]!).trail)
}
