import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { listenersOf } from '../../model/lookup.ts'
import type { OwnFiles } from '../../model/own-files.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { accountChanges, usersFile } from './edit-accounts.ts'
import type { Directives } from './edit-directives.ts'
import { editDirectives } from './edit-directives.ts'
import { health, probeByTls } from './edit-health.ts'
import { lastOption, options } from './directives.ts'
import { passwordAlone } from './edit-password.ts'
import { ownerOf } from './packaging.ts'
import type { FileOwner } from '../../settings/file-owner.ts'

const editClient = clientEdit({})

/** How Redis is given TLS and users (redis.conf of 7.0; the Bitnami image's own variables). */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'serve'
    ? serve(want, component)
    : want.kind === 'own'
      ? onLoopback(component)
      : want.kind === 'health'
        ? health(component, listenersOf(deployment, component.id))
        : editClient(want, component, deployment)

function onLoopback({ input }: Component): Edited {
  const changes = editDirectives(input, new Map([['bind', ['127.0.0.1']]]))
  return 'cannot' in changes ? changes : { changes }
}

function serve({ tls, login }: WantServe, { input, version }: Component): Edited {
  if (lastOption(options(input, []), 'cluster-enabled')?.value === 'yes')
    return {
      cannot:
        'the nodes of a cluster talk to each other by the same port and log in to none: tls-cluster and masterauth are to be set on all at once',
      reason: 'would-break',
    }
  if (version !== undefined && compareVersions(version, '6') < 0)
    return tls !== undefined || login === undefined
      ? { cannot: 'Redis before 6.0 has no TLS: take a later version first' }
      : passwordAlone(login, input)
  const users = login === undefined ? [] : accountChanges(login, input, version)
  if ('cannot' in users) return users
  const own = ownFilesOf(input)
  const directives: Directives = new Map([
    ...(tls === undefined ? [] : tlsDirectives(tls, own)),
    ...(login === undefined ? [] : ([['aclfile', [usersFile(input)]]] as const)),
  ])
  const set = editDirectives(input, directives)
  if ('cannot' in set) return set
  const identity = tls?.identity
  const files: readonly Change[] = identity === undefined ? [] : serverFiles(identity, ownerOf(input), own)
  const closes = tls?.plaintext === 'refused' || login?.anonymous === 'refused'
  const health = closes ? probeByTls(input, tls, login) : []
  const shown = tls?.clients === undefined || health.length === 0 ? [] : healthFiles(tls.clients.health, ownerOf(input), own)
  return { changes: [...files, ...users, ...set, ...shown, ...health] }
}

function tlsDirectives(
  { port, plaintext, clients, identity }: NonNullable<WantServe['tls']>,
  ownFiles: OwnFiles,
): readonly (readonly [string, readonly string[]])[] {
  return [
    ...(plaintext === 'refused' ? ([['port', ['0']]] as const) : []),
    ['tls-port', [String(port)]],
    ['tls-cert-file', [ownFiles.certificate]],
    ['tls-key-file', [ownFiles.key]],
    ['tls-ca-cert-file', [ownFiles.authority]],
    // clients log in with a password, where they can: a certificate of their own is more than the client libraries here are given
    ...(clients === undefined && identity === undefined ? [] : ([['tls-auth-clients', [clients === undefined ? 'no' : 'yes']]] as const)),
    ['tls-protocols', ['TLSv1.2 TLSv1.3']],
  ]
}

function healthFiles(
  { certificate, key }: NonNullable<NonNullable<WantServe['tls']>['clients']>['health'],
  owner: FileOwner,
  ownFiles: OwnFiles,
): readonly Change[] {
  return [
    { kind: 'file', path: ownFiles.healthCertificate, text: certificate, isSecret: false },
    { kind: 'file', path: ownFiles.healthKey, text: key.value, isSecret: true, owner },
  ]
}
