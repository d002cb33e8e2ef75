import type { Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { compareVersions } from '../../protocols/version.ts'
import { packagingOf } from './packaging.ts'

/**
 * `mysqladmin ping` is content with any answer of the server, a refused log-in or the demand for TLS among them (manuals of MySQL 8.4 and
 * MariaDB 10.11). MariaDB's of 11.4 and later would not take a certificate of one's own authority.
 */
export function health({ input, version }: Component, port: number): Edited {
  const { family, from } = packagingOf(input)
  if (from !== 'official') return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  const isMaria = family === 'mariadb' && (version === undefined || compareVersions(version, '10.5') >= 0)
  const words = [isMaria ? 'mariadb-admin' : 'mysqladmin', 'ping', '--silent', '-h', '127.0.0.1', '-P', String(port)]
  if (family === 'mariadb') words.push('--skip-ssl-verify-server-cert')
  return { changes: [{ kind: 'confinement', confinement: { healthcheck: ['CMD', ...words] } }] }
}
