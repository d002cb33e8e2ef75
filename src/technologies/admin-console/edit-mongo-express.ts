import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Channel, Component } from '../../model/graph.ts'
import { channelOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import { isResolved } from '../../model/setting.ts'
import type { ConnectCredential, WantConnect } from '../../model/want.ts'
import { clientTls } from '../../protocols/client-tls.ts'
import { rewriteUrl } from '../../protocols/url-rewrite.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { trustFile } from '../../settings/trust-file.ts'

const editClient = clientEdit({})

/**
 * mongo-express gives its driver options beside the address, which say no TLS unless these variables do: then the driver refuses both together
 * (config.default.js of 1.0.2 and 1.1.0-rc; tried with mongodb 4.17 against FerretDB 1.24). What the other version does not know it ignores.
 */
const withTls: readonly Change[] = [
  { kind: 'variable', name: 'ME_CONFIG_MONGODB_SSL', value: 'true' },
  { kind: 'variable', name: 'ME_CONFIG_MONGODB_TLS', value: 'true' },
  { kind: 'variable', name: 'ME_CONFIG_MONGODB_TLS_ALLOW_CERTS', value: 'false' },
]

/** The parts of an address that 1.0 takes as a whole. */
const parts = ['ME_CONFIG_MONGODB_SERVER', 'ME_CONFIG_MONGODB_PORT', 'ME_CONFIG_MONGODB_ADMINUSERNAME', 'ME_CONFIG_MONGODB_ADMINPASSWORD'] as const

export const editMongoExpress: EditTechnology = (want, component, deployment) => {
  const channel = want.kind === 'connect' ? channelOf(deployment, want.channel) : undefined
  if (want.kind !== 'connect' || channel === undefined || channel.protocol !== 'mongodb') return editClient(want, component, deployment)
  const edited = channel.key === parts[0] ? asAddress(want, channel, component) : editClient(want, component, deployment)
  return 'cannot' in edited || want.trust === undefined ? edited : { ...edited, changes: [...edited.changes, ...withTls] }
}

function asAddress({ trust, credential }: WantConnect, channel: Channel, { input, version }: Component): Edited {
  if (version !== undefined && compareVersions(version, '1') < 0)
    return { cannot: 'mongo-express before 1.0 takes no address with parameters: take a later version first', reason: 'needs-person' }
  const login = credential ?? loginOf(channel, input.id)
  if (login === undefined && channel.user !== undefined)
    return { cannot: 'its user and password are written as references: write ME_CONFIG_MONGODB_URL by hand', reason: 'file-cannot' }
  const tls = trust === undefined ? undefined : clientTls('mongodb', undefined, ownFilesOf(input).authority)
  if (tls !== undefined && 'cannot' in tls) return tls
  const address = rewriteUrl(`mongodb://${channel.host}:${trust?.port ?? channel.port ?? 27_017}/`, {
    parameters: new Map([...(tls?.parameters ?? []), ...(login === undefined ? [] : [['authSource', 'admin'] as const])]),
    ...(login === undefined ? {} : { login }),
  })
  if (typeof address === 'object' && 'cannot' in address) return address
  return {
    changes: [
      ...(trust === undefined ? [] : [trustFile(input, trust.authority)]),
      ...parts.filter((name) => input.env.has(name)).map((name) => ({ kind: 'variable' as const, name, value: undefined })),
      { kind: 'variable', name: 'ME_CONFIG_MONGODB_URL', value: address },
    ],
  }
}

/** What it logs in with today. */
function loginOf({ user, password }: Channel, id: string): ConnectCredential | undefined {
  if (user === undefined || password === undefined || !isResolved(user) || !isResolved(password)) return undefined
  return { user: user.value, password: { name: `${id}-mongodb`, value: password.value } }
}
