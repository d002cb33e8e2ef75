import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFiles, ownFolder } from '../../model/own-files.ts'
import type { ServeLogin, ServeTls, WantServe } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { probeByTls } from './edit-health.ts'
import { accountChanges } from './edit-login.ts'
import type { Wanted } from './edit-options.ts'
import { editOptions, isCannot, withoutPlainDoor } from './edit-options.ts'
import type { Options } from './options.ts'
import { configurationFile, optionsOf } from './options.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

const editClient = clientEdit({})
const keyStore = `${ownFolder}/tls.pem`
const sasl = 'org.apache.zookeeper.server.auth.SASLAuthenticationProvider'

/** How ZooKeeper is given a port with TLS and a log-in (administrator's guide, 3.9; PEM files since 3.5.5). */
export const edit: EditTechnology = (want, component, deployment) => {
  switch (want.kind) {
    case 'serve':
      return serve(want, component, deployment)
    case 'setting': {
      // what stands in a file is changed there
      if (configurationFile(component.input) !== undefined || /^[A-Z]/.test(want.key))
        return { cannot: `where ${want.key} is set is not known here`, reason: 'no-remedy' }
      const changes = editOptions(component.input, [[want.key, want.value]])
      return isCannot(changes) ? changes : { changes }
    }
    default:
      return editClient(want, component, deployment)
  }
}

function serve({ port, tls, login }: WantServe, { id, input, version }: Component, deployment: Deployment): Edited {
  const door = deployment.listeners.find((each) => each.component === id && each.port === port)
  if (door?.protocol === 'http')
    return { cannot: 'the AdminServer asks nobody who comes: admin.serverAddress keeps it on loopback', reason: 'no-remedy' }
  if (door?.protocol !== 'zookeeper')
    return {
      cannot: `what listens at ${port} beside the door for clients is not changed here: TLS between servers (sslQuorum) is set on all of them at once`,
      reason: 'no-remedy',
    }
  if (tls !== undefined && version !== undefined && compareVersions(version, '3.5') < 0)
    return { cannot: 'ZooKeeper before 3.5 has no TLS: take a later version first' }
  const asks = login?.anonymous === 'refused'
  if (asks && version !== undefined && compareVersions(version, '3.6') < 0)
    return { cannot: 'ZooKeeper before 3.6 lets in who does not log in: take a later version first' }
  const options = optionsOf(input, [])
  const owner = ownerOf(input)
  const closed = tls?.plaintext === 'refused' ? withoutPlainDoor(input, options) : []
  if (isCannot(closed)) return closed
  const accounts = login === undefined ? [] : accountChanges(login, input, options, owner)
  if ('cannot' in accounts) return accounts
  const wanted = [...(tls === undefined ? [] : tlsOptions(tls)), ...closed, ...(login === undefined ? [] : loginOptions(login, options))]
  const set = editOptions(input, wanted)
  if (isCannot(set)) return set
  const health = tls?.plaintext === 'refused' ? probeByTls(input, tls, owner) : []
  if ('cannot' in health) return health
  return { changes: [...identityFiles(tls, owner), ...accounts, ...set, ...health], notes: asks ? [leftToPeople] : [] }
}

const leftToPeople =
  'access lists are kept in the tree and not in files: what is open to the world there stays open to every account until setAcl says otherwise (zkCli.sh)'

function tlsOptions({ port, identity, clients }: ServeTls): Wanted {
  return [
    ['secureClientPort', String(port)],
    ['serverCnxnFactory', 'org.apache.zookeeper.server.NettyServerCnxnFactory'],
    ...(identity === undefined ? [] : storeOptions),
    // clients log in with a password, where they can
    ...(identity === undefined && clients === undefined ? [] : ([['ssl.clientAuth', clients === undefined ? 'none' : 'need']] as const)),
    ['ssl.enabledProtocols', 'TLSv1.2,TLSv1.3'],
  ]
}

const storeOptions: Wanted = [
  ['ssl.keyStore.location', keyStore],
  ['ssl.keyStore.type', 'PEM'],
  ['ssl.keyStore.password', null],
  ['ssl.keyStore.passwordPath', null],
  ['ssl.trustStore.location', ownFiles.authority],
  ['ssl.trustStore.type', 'PEM'],
  ['ssl.trustStore.password', null],
  ['ssl.trustStore.passwordPath', null],
]

/** `allowSaslFailedClients` would undo it. */
function loginOptions({ anonymous }: ServeLogin, options: Options): Wanted {
  const isProvided = [...options.all].some(([name, { value }]) => name.startsWith('authProvider.') && value.trim() === sasl)
  return [
    ...(isProvided ? [] : ([['authProvider.sasl', sasl]] as const)),
    ...(anonymous === 'refused'
      ? ([
          ['sessionRequireClientSASLAuth', 'true'],
          ['allowSaslFailedClients', null],
        ] as const)
      : []),
  ]
}

/** Key and certificates in one file, as a key store of the kind PEM has them. */
function identityFiles(tls: ServeTls | undefined, owner: FileOwner): readonly Change[] {
  const identity = tls?.identity
  if (identity === undefined) return []
  return [
    { kind: 'file', path: keyStore, text: `${identity.key.value}${identity.certificate}`, isSecret: true, owner },
    { kind: 'file', path: ownFiles.authority, text: identity.authority, isSecret: false },
  ]
}

/** `zookeeper` is 1000 in the official image (its Dockerfile, 3.4 to 3.9), and 1001 in that of Bitnami. */
function ownerOf(input: ComponentInput): FileOwner {
  return fileOwner(input, matchesImage(input.image, ['bitnami/zookeeper']) ? { user: 1001, group: 0 } : { user: 1000, group: 1000 })
}
