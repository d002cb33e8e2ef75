import { yamlEdits } from '../../formats/edits/yaml.ts'
import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { listenersOf } from '../../model/lookup.ts'
import { ownFilesOf, ownFolderOf } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { wordsWith } from '../../settings/edit-words.ts'
import { accountChanges } from './edit-accounts.ts'
import { health, probeByTls } from './edit-health.ts'

const editClient = clientEdit({})

/** How MongoDB is given TLS (manual of 7.0, "Configure mongod and mongos for TLS/SSL"; docker-library/mongo). Not run: no package has a server. */
export const edit: EditTechnology = (want, component, deployment) => {
  switch (want.kind) {
    case 'serve':
      return serve(want, component, deployment)
    case 'health': {
      const [listener] = listenersOf(deployment, component.id)
      return listener === undefined ? { cannot: 'where it listens is not known', reason: 'not-in-files' } : health(component, listener)
    }
    default:
      return editClient(want, component, deployment)
  }
}

function serve(want: WantServe, component: Component, deployment: Deployment): Edited {
  const { tls } = want
  const { input, version } = component
  const accounts = accountChanges(want, component, deployment)
  if ('cannot' in accounts) return accounts
  if (tls === undefined) return { changes: accounts }
  if (tls.clients !== undefined) return { cannot: 'how MongoDB asks clients for certificates is not known here', reason: 'no-remedy' }
  if (!matchesImage(input.image, ['mongo']))
    return { cannot: 'which user it runs as, and where it reads its settings, is not in the files', reason: 'needs-person' }
  if (version !== undefined && compareVersions(version, '4.2') < 0)
    return { cannot: 'MongoDB before 4.2 has other names for its settings of TLS: take a later version first', reason: 'needs-person' }
  const words = commandLine(input)
  if (flag(words, ['--replSet', '--configsvr', '--shardsvr'], true) !== undefined)
    return {
      cannot: 'members of a replica set talk to each other by the same port: net.tls.clusterFile is to be set on all at once',
      reason: 'would-break',
    }
  const set = settingChanges(input, tls)
  if ('cannot' in set) return set
  const files: readonly Change[] =
    tls.identity === undefined
      ? []
      : [
          // key and certificate are one file
          {
            kind: 'file',
            path: keyFileOf(input),
            text: `${tls.identity.key.value}${tls.identity.certificate}`,
            isSecret: true,
            owner: { user: 999, group: 999 },
          },
          { kind: 'file', path: ownFilesOf(input).authority, text: tls.identity.authority, isSecret: false },
        ]
  return { changes: [...files, ...accounts, ...set, ...(tls.plaintext === 'refused' ? probeByTls(input) : [])] }
}

function keyFileOf(input: ComponentInput): string {
  return `${ownFolderOf(input)}/server.pem`
}

/** Options count more than the file (manual of 7.0): what stands there as an option stays one. */
function settingChanges(input: ComponentInput, { plaintext }: ServeTls): readonly Change[] | Extract<Edited, { readonly cannot: string }> {
  const words = input.command ?? []
  const config = flag(words, ['--config', '-f'])?.value?.value
  const first = words[0]?.value
  if ((first !== undefined && first !== 'mongod' && !first.startsWith('-')) || input.entrypoint !== undefined)
    return { cannot: `it is started by ${first ?? 'a program of its own'}, and not by the image`, reason: 'needs-person' }
  if (words.some(({ value }) => value.startsWith('--ssl')))
    return { cannot: 'it has options for TLS by their names of before 4.2', reason: 'needs-person' }
  const wanted = [
    ['mode', plaintext === 'refused' ? 'requireTLS' : 'preferTLS'],
    ['certificateKeyFile', keyFileOf(input)],
    ['CAFile', ownFilesOf(input).authority],
    // clients log in with a password
    ['allowConnectionsWithoutCertificates', true],
    ['disabledProtocols', 'TLS1_0,TLS1_1'],
  ] as const
  const isOption = words.some(({ value }) => value.startsWith('--tls'))
  if (config !== undefined && !isOption) {
    if (input.open(config).state !== 'text') return { cannot: `${config} is not among the files`, reason: 'not-in-files' }
    const keys = wanted.map(([name, value]) => [['net', 'tls', name], value] as const)
    return [{ kind: 'edit', path: config, edit: (text) => yamlEdits().setAll(text, keys) }]
  }
  let result = words.length === 0 ? ['mongod'] : words.map(({ value }) => value)
  for (const [name, value] of wanted) {
    const option = `--tls${name[0]!.toUpperCase()}${name.slice(1)}`
    const settings = result.map((word) => ({ value: word, trail: [], unresolved: [] }))
    if (value === true) result = result.includes(option) ? result : [...result, option]
    else result = [...(wordsWith(settings, option.slice(2), value) ?? [...result, option, value])]
  }
  return [{ kind: 'command', words: result }]
}
