import type { Change, Edited, EditTechnology, TextChange } from '../../model/change.ts'
import { applyEdits } from '../../formats/edit.ts'
import { rabbitmqConfEdits } from '../../formats/edits/rabbitmq-conf.ts'
import { parseCuttlefish } from '../../formats/cuttlefish.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { OwnFiles } from '../../model/own-files.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { confFiles } from './options.ts'
import { variablesOf } from './variables.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

const editClient = clientEdit({})
const ownFile = '/etc/rabbitmq/conf.d/90-ringwall.conf'

/** `null`: the key goes, and all below it. */
type Settings = readonly (readonly [key: string, value: string | null])[]

/** How a node of RabbitMQ is given TLS (TLS guide for 4.1; rabbitmq.conf of 3.8 and later). It asks for a log-in by itself. */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'serve' ? serve(want, component, deployment) : want.kind === 'health' ? health(component) : editClient(want, component, deployment)

/** The node is asked over Erlang's own distribution: no listener of the broker has a part in it (rabbitmq-diagnostics(8), 3.8 and later). */
function health({ input }: Component): Edited {
  if (!matchesImage(input.image, ['rabbitmq'])) return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  return { changes: [{ kind: 'confinement', confinement: { healthcheck: ['CMD', 'rabbitmq-diagnostics', '-q', 'ping'] } }] }
}

function serve({ port, tls, login }: WantServe, { id, input }: Component, deployment: Deployment): Edited {
  const isBroker = deployment.listeners.some((each) => each.component === id && each.port === port && each.protocol === 'amqp')
  if (!isBroker)
    return { cannot: `what listens at ${port} beside the broker is not changed here: keep it between the nodes, or off`, reason: 'no-remedy' }
  if (login !== undefined)
    return {
      cannot:
        login.anonymous === 'kept'
          ? `accounts of RabbitMQ are made in the broker: rabbitmqctl add_user and set_permissions for ${login.accounts.flatMap(({ clients }) => clients).join(', ')}`
          : 'who comes without a log-in is let in by anonymous_login_user: take it out, and make an account with rabbitmqctl',
      reason: 'needs-person',
    }
  if (tls === undefined) return { changes: [] }
  const files = confFiles(input, variablesOf(input, []))
  if (files === undefined) return { cannot: 'rabbitmq.config is in Erlang terms: put the settings into it by hand', reason: 'file-cannot' }
  const written = settingsFor(tls, ownFilesOf(input))
  const open = files.filter((path) => input.open(path).state === 'text')
  const changes: Change[] = open.map((path) => ({
    kind: 'edit',
    path,
    edit: (text) => changed(text, path === open.at(-1) ? written : written.filter(([key, value]) => value === null || has(text, key))),
  }))
  if (open.length === 0) {
    if (!matchesImage(input.image, ['rabbitmq'])) return { cannot: 'where this image reads its settings is not known', reason: 'not-in-files' }
    if (input.mounts.some(({ target }) => /^\/etc\/rabbitmq(?:\/conf\.d)?\/?$/.test(target.value)))
      return { cannot: 'a folder is mounted over /etc/rabbitmq, and no file of it is here', reason: 'not-in-files' }
    const text = written.flatMap(([key, value]) => (value === null ? [] : [`${key} = ${value}\n`])).join('')
    changes.push({ kind: 'file', path: ownFile, text, isSecret: false })
  }
  return { changes: [...(tls.identity === undefined ? [] : serverFiles(tls.identity, ownerOf(input), ownFilesOf(input))), ...changes] }
}

function settingsFor({ port, plaintext }: ServeTls, ownFiles: OwnFiles): Settings {
  return [
    ['listeners.ssl.default', String(port)],
    ['ssl_options.cacertfile', ownFiles.authority],
    ['ssl_options.certfile', ownFiles.certificate],
    ['ssl_options.keyfile', ownFiles.key],
    // clients log in with a password
    ['ssl_options.verify', 'verify_none'],
    ['ssl_options.fail_if_no_peer_cert', 'false'],
    ['ssl_options.versions.1', 'tlsv1.3'],
    ['ssl_options.versions.2', 'tlsv1.2'],
    ...(plaintext === 'refused'
      ? ([
          ['listeners.tcp.', null],
          ['listeners.tcp', 'none'],
        ] as const)
      : []),
  ]
}

function has(text: string, key: string): boolean {
  return parseCuttlefish(text).entries.some((entry) => entry.key === key)
}

function changed(text: string, settings: Settings): TextChange {
  let result = text
  for (const [key, value] of settings) {
    const gone = value === null ? parseCuttlefish(result).entries.filter((entry) => entry.key.startsWith(key)) : []
    const steps: readonly ((now: string) => TextChange)[] =
      value === null ? gone.map((entry) => (now) => rabbitmqConfEdits.remove(now, [entry.key])) : [(now) => rabbitmqConfEdits.set(now, [key], value)]
    for (const step of steps) {
      const change = step(result)
      if ('cannot' in change) return change
      result = applyEdits(result, change.edits)
    }
  }
  return result === text ? { edits: [], notes: [] } : { edits: [{ start: 0, end: text.length, text: result }], notes: [] }
}

/** `rabbitmq` is 999 in the official image, and 100 in that of Alpine (docker-library/rabbitmq). */
function ownerOf(input: ComponentInput): FileOwner {
  return fileOwner(input, /alpine/.test(input.image?.tag ?? '') ? { user: 100, group: 101 } : { user: 999, group: 999 })
}
