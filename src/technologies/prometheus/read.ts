import { child, entriesOf } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ImageKnowledge, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { asksSwarm, discoveries } from '../../settings/docker-discovery.ts'
import { placeAt } from '../../settings/documents.ts'
import { openTree } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { settingsOf, targets } from './targets.ts'

/** Prometheus 2 and 3: no login and no TLS but by --web.config.file. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const listener = web(input, gaps)
  return {
    listeners: [listener],
    connections: targets(input, gaps),
    observations: [
      ...switched(input, '--web.enable-admin-api', 'The admin API of Prometheus deletes data for whoever asks.', 'data', listener.port),
      ...switched(
        input,
        '--web.enable-lifecycle',
        'Whoever reaches Prometheus may stop it or have it read its settings again.',
        'availability',
        listener.port,
      ),
      ...switched(
        input,
        '--web.enable-remote-write-receiver',
        'Whoever reaches Prometheus may write measurements into it.',
        'hygiene',
        listener.port,
      ),
    ],
    stores: [{ path: flag(commandLine(input), ['--storage.tsdb.path'])?.value?.value ?? '/prometheus', holds: 'data' }],
    image: { runsAs: 'user', healthcheck: false, ...engineOf(input) },
    gaps,
  }
}

function engineOf(input: ComponentInput): Pick<ImageKnowledge, 'asksEngine'> {
  const tree = settingsOf(input, [])
  if (tree === undefined || asksSwarm(tree.root)) return {}
  return { asksEngine: discoveries(tree.root).length === 0 ? [] : ['containers'] }
}

function web(input: ComponentInput, gaps: Gap[]): ListenerReading {
  const words = commandLine(input)
  const from = flag(words, ['--web.listen-address'])?.value
  const path = flag(words, ['--web.config.file'])?.value
  const tree = path === undefined ? undefined : openTree(input, [path.value], gaps)
  const users = child(tree?.root, 'basic_auth_users')
  const server = child(tree?.root, 'tls_server_config')
  const place = (node: { readonly span: { readonly line: number } }): readonly { readonly file: string; readonly line: number }[] =>
    tree === undefined ? [] : [placeAt(tree.document, node.span)]
  const isLocked = users !== undefined && entriesOf(users).length > 0
  const isMutual = /^(?:RequireAndVerifyClientCert)$/.test(textOf(child(server, 'client_auth_type')))
  const open = openByDefault('Prometheus asks for no login unless --web.config.file says so (all versions)', {
    value: '',
    trail: [input.at],
    unresolved: [],
  })
  const hidden = path !== undefined && tree === undefined
  return webListener({
    port: portIn(from) ?? 9090,
    purpose: 'admin',
    tls:
      server !== undefined
        ? configured('required', place(server))
        : hidden
          ? unknown(`${path.value} was not read`, path.trail[0])
          : plainByDefault('Prometheus'),
    authentication: isLocked
      ? configured('password', place(users))
      : isMutual && server !== undefined
        ? configured('certificate', place(server))
        : hidden
          ? unknown(`${path.value} was not read`, path.trail[0])
          : open,
    ...(from === undefined ? {} : { from }),
  })
}

function textOf(node: ReturnType<typeof child>): string {
  return node?.kind === 'scalar' ? node.text : ''
}

function switched(input: ComponentInput, name: string, message: string, stake: Observation['stake'], port: number): readonly Observation[] {
  const found = flag(commandLine(input), [name], true)
  if (found === undefined || found.value?.value === 'false') return []
  const verdict = { verdict: 'unsafe', basis: 'configured', trail: found.at.trail } as const
  return [{ concern: 'remote-management', key: name, ...verdict, message, actual: name, expected: `no ${name}`, fix: `remove ${name}`, stake, port }]
}
