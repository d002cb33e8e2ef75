import { textLines } from '../../formats/key-value.ts'
import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { openDocument } from '../../settings/documents.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

/** nats-server 2: no login and no TLS unless the command line or the settings file says so. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const words = commandLine(input)
  const file = settingsFile(input, gaps)
  const user = flag(words, ['--user', '-user'])?.value ?? input.env.get('NATS_USERNAME')
  const password = flag(words, ['--pass', '-pass'])?.value ?? input.env.get('NATS_PASSWORD')
  const token = flag(words, ['--auth', '-auth'])?.value ?? input.env.get('NATS_TOKEN')
  const certificate = flag(words, ['--tlscert', '-tlscert'])?.value
  const secret = password ?? token
  const from = flag(words, ['-p', '--port', '-port'])?.value
  const here = { value: '', trail: [input.at], unresolved: [] }
  const authentication =
    secret !== undefined
      ? configured(token === undefined ? ('password' as const) : ('token' as const), secret.trail)
      : file.login !== undefined
        ? configured('password' as const, [file.login])
        : openByDefault('nats-server asks for no login unless one is set (all versions)', here)
  const tls =
    certificate !== undefined
      ? configured('required' as const, certificate.trail)
      : file.tls !== undefined
        ? configured('required' as const, [file.tls])
        : byDefault('none' as const, 'nats-server speaks plaintext unless tls is set (all versions)', [input.at])
  const monitor = flag(words, ['-m', '--http_port', '-http_port', '--http'])?.value
  const port = portIn(from) ?? file.port ?? 4222
  return {
    listeners: [
      { port, protocol: 'nats', purpose: 'data', tls, authentication },
      ...(monitor === undefined && file.monitor === undefined
        ? []
        : [
            webListener({
              port: portIn(monitor) ?? file.monitor ?? 8222,
              purpose: 'metrics',
              tls: plainByDefault('the monitoring page of NATS'),
              authentication: openByDefault('the monitoring page of NATS has no login (all versions)', monitor),
              ...(monitor === undefined ? {} : { from: monitor }),
            }),
          ]),
    ],
    accounts:
      secret === undefined
        ? []
        : [
            {
              ...(user === undefined ? {} : { user }),
              password: secret,
              power: 'application',
              key: password === undefined ? '--auth' : '--pass',
              port,
            },
          ],
    stores: words.some(({ value }) => /^(?:-js|--jetstream|-jetstream)$/.test(value))
      ? [{ path: flag(words, ['-sd', '--store_dir', '-store_dir'])?.value?.value ?? '/tmp/nats/jetstream', holds: 'data' }]
      : [],
    image: { runsAs: 'root', healthcheck: false },
    gaps,
  }
}

interface FromFile {
  readonly login?: Place
  readonly tls?: Place
  readonly port?: number
  readonly monitor?: number
}

/** The few facts of nats-server.conf that stand at the beginning of a line. */
function settingsFile(input: ComponentInput, gaps: Gap[]): FromFile {
  const path = flag(commandLine(input), ['-c', '--config', '-config'])?.value?.value
  const document = openDocument(input, path ?? '/nats-server.conf', gaps) ?? openDocument(input, '/etc/nats/nats-server.conf', gaps)
  let found: FromFile = {}
  for (const { text, number } of document === undefined ? [] : textLines(document.text)) {
    const place = { file: document?.file ?? '', line: number }
    if (/^\s*(?:authorization|accounts|operator|resolver)\b\s*[:={]/.test(text)) found = { login: place, ...found }
    if (/^\s*tls\s*[:={]/.test(text)) found = { tls: place, ...found }
    const listens = /^(?:port|listen)\s*[:=]\s*"?(?:[\w.]*:)?(\d{1,5})"?/.exec(text)?.[1]
    if (listens !== undefined) found = { ...found, port: Number(listens) }
    const monitor = /^(?:http_port|http|monitor_port)\s*[:=]\s*"?(?:[\w.]*:)?(\d{1,5})"?/.exec(text)?.[1]
    if (monitor !== undefined) found = { ...found, monitor: Number(monitor) }
  }
  return found
}
