import type { ComponentInput } from '../../model/input.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

export const official: readonly string[] = ['mysql', 'mariadb', 'percona']
export const likeOfficial: readonly string[] = [
  'mysql/mysql-server',
  'mysql/community-server',
  'percona/percona-server',
  'percona/percona-xtradb-cluster',
  'debezium/example-mysql',
]
export const bitnami: readonly string[] = ['bitnami/mysql', 'bitnami/mariadb', 'bitnami/mariadb-galera']
export const others: readonly string[] = ['linuxserver/mariadb', 'yobasystems/alpine-mariadb', '*/mysql', '*/mariadb', '*/mysql-server']

/** MariaDB and MySQL are configured alike, and their defaults differ. */
export interface Packaging {
  readonly family: 'mysql' | 'mariadb'
  readonly from: 'official' | 'bitnami' | 'other'
}

export function packagingOf(input: ComponentInput): Packaging {
  const maria =
    matchesImage(input.image, ['*/mariadb', 'mariadb', '*/mariadb-galera', '*/alpine-mariadb']) ||
    (input.image === undefined && (runs(commandLine(input), 'mariadbd') || hasMariaFiles(input)))
  const from = matchesImage(input.image, bitnami) ? 'bitnami' : matchesImage(input.image, [...official, ...likeOfficial]) ? 'official' : 'other'
  return { family: maria ? 'mariadb' : 'mysql', from }
}

/** Settings of a server on a machine lie in a folder of MariaDB's, or name its group. */
function hasMariaFiles(input: ComponentInput): boolean {
  if (input.form === 'container') return false
  const folder = '/etc/mysql/mariadb.conf.d'
  const files = ['/etc/mysql/my.cnf', '/etc/mysql/mariadb.cnf', ...input.list(folder).map((name) => `${folder}/${name}`)].map((path) =>
    input.open(path),
  )
  return (
    input.open('/etc/mysql/mariadb.cnf').state === 'text' ||
    files.some((file) => file.state === 'text' && /^\s*\[(?:mariadbd?|galera)(?:-[\d.]+)?\]/m.test(file.text))
  )
}

/** Who reads the key: `mysql` of the official images is 999, Percona's and Bitnami's 1001, Oracle's own 27. */
export function ownerOf(input: ComponentInput): FileOwner {
  const own = matchesImage(input.image, [...bitnami, 'percona', 'percona/*']) ? 1001 : matchesImage(input.image, ['mysql/*']) ? 27 : 999
  return fileOwner(input, { user: own, group: own })
}
