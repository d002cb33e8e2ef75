import type { ComponentInput } from '../../model/input.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'

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
    (input.image === undefined && runs(commandLine(input), 'mariadbd'))
  const from = matchesImage(input.image, bitnami) ? 'bitnami' : matchesImage(input.image, [...official, ...likeOfficial]) ? 'official' : 'other'
  return { family: maria ? 'mariadb' : 'mysql', from }
}
