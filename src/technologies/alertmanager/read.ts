import { child } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ConnectionReading, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { connectionsTo } from '../../settings/client.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

/** Alertmanager 0.27: no login and no TLS but by --web.config.file; gossip on 9094. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const words = commandLine(input)
  const from = flag(words, ['--web.listen-address'])?.value
  const hidden = flag(words, ['--web.config.file'])?.value
  const none = { value: '', trail: [input.at], unresolved: [] }
  const why = hidden === undefined ? undefined : `login and TLS stand in ${hidden.value}`
  return {
    listeners: [
      webListener({
        port: portIn(from) ?? 9093,
        purpose: 'admin',
        tls: why === undefined ? plainByDefault('Alertmanager') : unknown(why, hidden?.trail[0]),
        authentication:
          why === undefined
            ? openByDefault('Alertmanager asks for no login unless --web.config.file says so (all versions)', none)
            : unknown(why, hidden?.trail[0]),
        ...(from === undefined ? {} : { from }),
      }),
    ],
    connections: smarthost(input, gaps),
    stores: [{ path: flag(words, ['--storage.path'])?.value?.value ?? '/alertmanager', holds: 'data', disposable: true }],
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

/** `global.smtp_require_tls` is true unless told otherwise. */
function smarthost(input: ComponentInput, gaps: Gap[]): readonly ConnectionReading[] {
  const path = flag(commandLine(input), ['--config.file'])?.value?.value ?? '/etc/alertmanager/alertmanager.yml'
  const tree = openTree(input, [path], gaps)
  if (tree === undefined) return []
  const host = nodeSetting(tree.document, child(tree.root, 'global', 'smtp_smarthost'))
  if (host === undefined) return []
  const user = nodeSetting(tree.document, child(tree.root, 'global', 'smtp_auth_username'))
  const password = nodeSetting(tree.document, child(tree.root, 'global', 'smtp_auth_password'))
  const required = nodeSetting(tree.document, child(tree.root, 'global', 'smtp_require_tls'))
  return connectionsTo(host, {
    key: 'smtp_smarthost',
    protocol: 'smtp',
    defaultPort: 587,
    encryption:
      required === undefined
        ? byDefault('required', 'smtp_require_tls is on unless told otherwise (all versions)', host.trail)
        : configured(required.value === 'false' ? 'none' : 'required', required.trail),
    user,
    password,
  })
}
