import type { HbaRecord } from '../../formats/edits/pg-hba.ts'
import { pgHbaEdits } from '../../formats/edits/pg-hba.ts'
import type { Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFolderOf } from '../../model/own-files.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { openDocument, openOwnDocument } from '../../settings/documents.ts'
import { fromNetwork, namesAll, readAccess } from './access.ts'
import { readConfiguration } from './configuration.ts'
import { dataFolder, packagingOf, usualHba } from './layout.ts'

export interface HbaFile {
  readonly path: string
  /** It is there and is changed; otherwise it is new. */
  readonly isThere: boolean
  /** The server is told of it, or looks there by itself. */
  readonly isSet: boolean
  /** Its rows for the network name those whom they let in: nobody else is. */
  readonly namesUsers?: true
}

export interface Rows {
  readonly refusesPlaintext: boolean
  readonly refusesAnybody: boolean
}

/** The file with the rows in force, or one to be put beside the server. */
export function hbaFileOf({ input, version }: Component): HbaFile {
  const packaging = packagingOf(input)
  const data = dataFolder(input, packaging, version)
  const named = readConfiguration(input, packaging, data, []).settings.get('hba_file')?.value
  const access = readAccess(
    input,
    named === undefined ? usualHba(packaging, data) : [named],
    [],
    named === undefined ? openOwnDocument : openDocument,
  )
  if (access !== undefined) {
    const open = access.rows.filter(({ row }) => fromNetwork(row) && row.method !== 'reject')
    const namesUsers = open.length > 0 && !open.some(({ row }) => namesAll(row.users))
    return { path: access.file.path, isThere: true, isSet: true, ...(namesUsers ? { namesUsers } : {}) }
  }
  if (packaging === 'bitnami') return { path: '/bitnami/postgresql/conf/pg_hba.conf', isThere: false, isSet: true }
  return { path: named ?? `${ownFolderOf(input)}/pg_hba.conf`, isThere: false, isSet: named !== undefined }
}

/**
 * Rows for the network ask for TLS, and for a password where there was none. Before 14 passwords are stored as MD5 unless it is said otherwise:
 * the method md5 takes both kinds (manual, 20.5).
 */
export function accessChanges({ input, version }: Component, { path, isThere }: HbaFile, rows: Rows): Edited {
  const method = version !== undefined && !isAtLeast(version, '14') ? 'md5' : 'scram-sha-256'
  const notes =
    method === 'md5' ? ['rows keep the method md5, which takes scram-sha-256 too: once all passwords are set anew, write scram-sha-256'] : []
  if (!isThere) {
    if (packagingOf(input) === 'host') return { cannot: `${path} is not among the files`, reason: 'not-in-files' }
    const text = newFile(rows.refusesPlaintext ? 'hostssl' : 'host', method)
    return { changes: [{ kind: 'file', path, text, isSecret: false }], notes: [...notes, askedInside] }
  }
  const edit = (text: string): ReturnType<typeof pgHbaEdits.change> =>
    pgHbaEdits.change(text, (row) => {
      if (!fromNetwork(row) || row.method === 'reject') return undefined
      if (rows.refusesPlaintext && row.type === 'hostnossl') return null
      const { span: _, ...record } = row
      const changed: HbaRecord = {
        ...record,
        ...(rows.refusesPlaintext && (row.type === 'host' || row.type === 'hostnogssenc') ? { type: 'hostssl' } : {}),
        ...(rows.refusesAnybody && (row.method === 'trust' || row.method === 'ident') ? { method, options: [] } : {}),
      }
      return changed
    })
  return { changes: [{ kind: 'edit', path, edit }], notes }
}

/** The image's own file trusts whoever is inside of the container (its docker-entrypoint.sh: `initdb`, whose default is trust). */
const askedInside =
  'psql and pg_dump inside of the container (docker exec, backups, health checks that log in) are asked for a password too: give them PGPASSWORD or a .pgpass, and try it with docker exec CONTAINER psql -U USER -c "select 1"'

/** What the image's own file has, but for who is let in without a password; the network is that of the containers. */
function newFile(type: string, method: string): string {
  const rows = [
    ['local', 'all', 'all', '', method],
    ['host', 'all', 'all', '127.0.0.1/32', method],
    ['host', 'all', 'all', '::1/128', method],
    [type, 'all', 'all', 'samenet', method],
  ]
  return `${rows
    .map((row) =>
      row
        .map((word, index) => word.padEnd(index === 3 ? 14 : 9))
        .join('')
        .trimEnd(),
    )
    .join('\n')}\n`
}
