import type { Image } from '../../model/input.ts'
import type { ComponentInput } from '../../model/input.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

/** Images whose entrypoint is that of docker-library/postgres, or close to it. */
export const official: readonly string[] = ['postgres']
export const likeOfficial: readonly string[] = [
  'postgis/postgis',
  'imresamu/postgis',
  'timescale/timescaledb',
  'timescale/timescaledb-ha',
  'pgvector/pgvector',
  'ankane/pgvector',
  'apache/age',
  'citusdata/citus',
  'tensorchord/pgvecto-rs',
  'tensorchord/vchord-postgres',
  'immich-app/postgres',
  'paradedb/paradedb',
  'supabase/postgres',
  'pgautoupgrade/pgautoupgrade',
  'debezium/postgres',
  'debezium/example-postgres',
]
export const bitnami: readonly string[] = ['bitnami/postgresql', 'bitnami/postgresql-repmgr']
export const others: readonly string[] = ['*/postgres', '*/postgresql', '*/postgis', '*/pgvector', '*/timescaledb']

/** Whose entrypoint starts the server: its variables and paths differ. */
export type Packaging = 'official' | 'supabase' | 'bitnami' | 'host' | 'other'

/** Where the files of a server that runs on a machine are looked for, unless its command says otherwise. */
export const hostData = '/var/lib/postgresql/data'

export function packagingOf(input: ComponentInput): Packaging {
  if (input.form !== 'container') return 'host'
  if (matchesImage(input.image, bitnami)) return 'bitnami'
  if (matchesImage(input.image, ['supabase/postgres'])) return 'supabase'
  return matchesImage(input.image, [...official, ...likeOfficial]) ? 'official' : 'other'
}

/** The server's version: images of extensions carry it behind `pg`, in front stands their own. */
export function postgresVersion(image: Image | undefined): string | undefined {
  const behind = /(?:^|[-.])pg(\d{1,2}(?:\.\d+)*)(?![a-z0-9])/i.exec(image?.tag ?? '')?.[1]
  if (behind !== undefined) return behind
  if (
    matchesImage(image, [
      'timescale/*',
      'pgvector/pgvector',
      'ankane/pgvector',
      'apache/age',
      'citusdata/citus',
      'paradedb/paradedb',
      '*/timescaledb',
    ])
  )
    return undefined
  return versionOf(image)
}

/** The folder of the cluster; images of 18 and later keep it one level deeper in a folder of the version's. */
export function dataFolder(input: ComponentInput, packaging: Packaging, version: string | undefined): string {
  const chosen = input.env.get('PGDATA')?.value
  if (packaging === 'bitnami') return input.env.get('POSTGRESQL_DATA_DIR')?.value ?? '/bitnami/postgresql/data'
  if (chosen !== undefined && chosen !== '') return chosen
  if (packaging === 'host') return hostData
  if (matchesImage(input.image, ['timescale/timescaledb-ha'])) return '/home/postgres/pgdata/data'
  if (packaging === 'supabase') return '/var/lib/postgresql/data'
  const major = Number.parseInt(version ?? '', 10)
  const mountsData = input.mounts.some(({ target }) => target.value.replace(/\/+$/, '') === '/var/lib/postgresql/data')
  const mountsParent = input.mounts.some(({ target }) => target.value.replace(/\/+$/, '') === '/var/lib/postgresql')
  if (major >= 18) return `/var/lib/postgresql/${major}/docker`
  return Number.isNaN(major) && mountsParent && !mountsData ? '/var/lib/postgresql' : '/var/lib/postgresql/data'
}

/** Who reads the key: `postgres` is 999 in Debian's images, 70 in Alpine's, 1001 in Bitnami's, 1000 in timescaledb-ha. */
export function ownerOf(input: ComponentInput): FileOwner {
  const isAlpine = /alpine/.test(input.image?.tag ?? '') || matchesImage(input.image, ['timescale/timescaledb'])
  const own = matchesImage(input.image, bitnami) ? 1001 : matchesImage(input.image, ['timescale/timescaledb-ha']) ? 1000 : isAlpine ? 70 : 999
  return fileOwner(input, { user: own, group: own })
}

/** Where pg_hba.conf is looked for when no setting names it. */
export function usualHba(packaging: Packaging, data: string): readonly string[] {
  if (packaging === 'bitnami') return ['/bitnami/postgresql/conf/pg_hba.conf', '/opt/bitnami/postgresql/conf/pg_hba.conf']
  if (packaging === 'supabase') return ['/etc/postgresql/pg_hba.conf']
  return [`${data}/pg_hba.conf`, ...(packaging === 'host' ? [`${hostData}/pg_hba.conf`] : [])]
}
