import { child, itemsOf } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import { configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ImageKnowledge, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { connectionsTo } from '../../settings/client.ts'
import { asksSwarm, discoveries } from '../../settings/docker-discovery.ts'
import { placeAt } from '../../settings/documents.ts'
import { asSwitch, fileText } from '../../settings/environment.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree, treeLookup } from '../../settings/trees.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'

const usual = '/etc/promtail/config.yml'

export function settingsOf(input: ComponentInput, gaps: Gap[]): TreeDocument | undefined {
  const path = pathOf(input)
  return openTree(input, [...(path === undefined ? [] : [path]), usual], gaps)
}

function pathOf(input: ComponentInput): string | undefined {
  return flag(commandLine(input), ['-config.file', '--config.file'])?.value?.value
}

/** The image's own settings read files alone (promtail-docker-config.yaml of 2.9 and 3.0). */
function engineOf(input: ComponentInput, tree: TreeDocument | undefined, gaps: readonly Gap[]): Pick<ImageKnowledge, 'asksEngine'> {
  const isOwn = tree === undefined && gaps.length === 0 && (pathOf(input) ?? usual) === usual
  if (isOwn) return { asksEngine: [] }
  if (tree === undefined || asksSwarm(tree.root)) return {}
  return { asksEngine: discoveries(tree.root).length === 0 ? [] : ['containers', 'logs'] }
}

/** Promtail 2 and 3. The image's own settings file is /etc/promtail/config.yml. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const tree = settingsOf(input, gaps)
  const options = treeLookup(tree)
  const from = options('server.http_listen_port')
  const isOff = asSwitch(options('server.disable')?.value) === true || from?.value === '0'
  const open = openByDefault('Promtail authenticates nobody (all versions)', { value: '', trail: [input.at], unresolved: [] })
  const listener = webListener({ port: portIn(from) ?? 80, purpose: 'metrics', tls: plainByDefault('Promtail'), authentication: open })
  return {
    listeners: isOff ? [] : [{ ...listener, trail: from?.trail ?? [] }],
    connections:
      tree === undefined
        ? []
        : itemsOf(child(tree.root, 'clients')).flatMap((node) => {
            const url = nodeSetting(tree.document, child(node, 'url'))
            const user = nodeSetting(tree.document, child(node, 'basic_auth', 'username'))
            const file = nodeSetting(tree.document, child(node, 'basic_auth', 'password_file'))
            const password =
              nodeSetting(tree.document, child(node, 'basic_auth', 'password')) ?? (file === undefined ? undefined : fileText(input, file))
            const token = nodeSetting(tree.document, child(node, 'bearer_token') ?? child(node, 'bearer_token_file'))
            const skip = child(node, 'tls_config', 'insecure_skip_verify')
            if (url === undefined) return []
            return connectionsTo(url, {
              key: 'clients.url',
              protocol: 'loki',
              user,
              password,
              token,
              ...(asSwitch(nodeSetting(tree.document, skip)?.value) === true && skip !== undefined
                ? { verification: configured('none' as const, [placeAt(tree.document, skip.span), ...tree.document.mount]) }
                : {}),
            })
          }),
    stores: [{ path: options('positions.filename')?.value ?? '/tmp/positions.yaml', holds: 'data', disposable: true }],
    image: { runsAs: 'root', healthcheck: false, ...engineOf(input, tree, gaps) },
    gaps,
  }
}
