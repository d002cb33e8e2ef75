import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { OwnFiles } from '../../model/own-files.ts'
import { listenersOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { accessChanges, hbaFileOf } from './edit-access.ts'
import { accountChanges } from './edit-accounts.ts'
import { health } from './edit-health.ts'
import { settingChanges } from './edit-settings.ts'
import { ownerOf } from './layout.ts'

const editClient = clientEdit({ libraries: { postgres: 'libpq' } })

/** How PostgreSQL is given TLS, and rows of pg_hba.conf that ask for it and for passwords (manual of 16; docker-library/postgres). */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'serve'
    ? serve(want, component)
    : want.kind === 'health'
      ? health(component, listenersOf(deployment, component.id)[0]?.port ?? 5432)
      : editClient(want, component, deployment)

function serve({ tls, login }: WantServe, component: Component): Edited {
  const { input, version } = component
  if (tls?.clients !== undefined) return { cannot: 'how PostgreSQL asks clients for certificates is not known here', reason: 'no-remedy' }
  const accounts = login === undefined ? [] : accountChanges(login, component)
  if ('cannot' in accounts) return accounts
  const rows = { plaintext: tls?.plaintext === 'refused', anonymous: login?.anonymous === 'refused' }
  const hba = rows.plaintext || rows.anonymous ? hbaFileOf(component) : undefined
  const access =
    hba === undefined ? { changes: [] } : accessChanges(component, hba, { refusesPlaintext: rows.plaintext, refusesAnybody: rows.anonymous })
  if ('cannot' in access) return access
  const own = ownFilesOf(input)
  const settings = new Map([
    ...(tls === undefined ? [] : tlsSettings(own)),
    ...(hba === undefined || hba.isSet ? [] : ([['hba_file', hba.path]] as const)),
    ...(login?.anonymous !== 'refused' ? [] : ([['password_encryption', 'scram-sha-256']] as const)),
  ])
  const set = settingChanges(input, settings, version)
  if ('cannot' in set) return set
  const identity = tls?.identity
  const files: readonly Change[] = identity === undefined ? [] : serverFiles(identity, ownerOf(input), own)
  return { changes: [...files, ...accounts, ...access.changes, ...set], notes: access.notes ?? [] }
}

function tlsSettings({ certificate, key }: OwnFiles): readonly (readonly [string, string])[] {
  return [
    ['ssl', 'on'],
    ['ssl_cert_file', certificate],
    ['ssl_key_file', key],
    ['ssl_min_protocol_version', 'TLSv1.2'],
  ]
}
