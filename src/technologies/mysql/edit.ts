import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { OwnFiles } from '../../model/own-files.ts'
import { listenersOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { accountChanges, accountsFile } from './edit-accounts.ts'
import { health } from './edit-health.ts'
import type { Options } from './edit-options.ts'
import { editOptions } from './edit-options.ts'
import { ownerOf, packagingOf } from './packaging.ts'

const editClient = clientEdit({})

/** How MySQL and MariaDB are given TLS and accounts (manuals of MySQL 8.4 and MariaDB 10.11). */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'serve'
    ? serve(want, component)
    : want.kind === 'health'
      ? health(component, listenersOf(deployment, component.id)[0]?.port ?? 3306)
      : editClient(want, component, deployment)

function serve({ tls, login }: WantServe, component: Component): Edited {
  const { input, version } = component
  if (tls?.clients !== undefined) return { cannot: 'how MySQL asks clients for certificates is not known here', reason: 'no-remedy' }
  const { family } = packagingOf(input)
  const [first, title] = family === 'mariadb' ? ['10.5.2', 'MariaDB'] : ['5.7.8', 'MySQL']
  if (tls?.plaintext === 'refused' && version !== undefined && compareVersions(version, first.slice(0, -2)) < 0)
    return { cannot: `${title} before ${first} cannot refuse plaintext: take a later version first` }
  const accounts = login === undefined ? [] : accountChanges(login, component)
  if ('cannot' in accounts) return accounts
  const own = ownFilesOf(input)
  const options: Options = new Map([
    ...(tls === undefined ? [] : tlsOptions(tls, version, own)),
    ...(login === undefined || family === 'mysql' ? [] : ([['init_file', accountsFile]] as const)),
  ])
  const set = editOptions(input, version, options)
  if ('cannot' in set) return set
  const files = tls?.identity === undefined ? [] : serverFiles(tls.identity, ownerOf(input), own)
  return { changes: [...files, ...accounts, ...set, ...(tls?.plaintext === 'refused' && family === 'mariadb' ? probeByTls(component) : [])] }
}

function tlsOptions(
  { plaintext }: NonNullable<WantServe['tls']>,
  version: string | undefined,
  ownFiles: OwnFiles,
): readonly (readonly [string, string | null])[] {
  const isOld = version !== undefined && compareVersions(version, '8') < 0
  return [
    ['ssl', null],
    ['ssl_cert', ownFiles.certificate],
    ['ssl_key', ownFiles.key],
    ['ssl_ca', ownFiles.authority],
    ['tls_version', isOld ? 'TLSv1.2' : 'TLSv1.2,TLSv1.3'],
    ...(plaintext === 'refused' ? ([['require_secure_transport', 'ON']] as const) : []),
  ]
}

/** A health check over the network: clients of MariaDB before 11.4 ask for no TLS by themselves; the socket counts as secure. */
function probeByTls({ input }: Component): readonly Change[] {
  const check = input.isolation.healthcheck
  const test = check?.test.map(({ value }) => value) ?? []
  const program = /(?:^|\/|\s)(?:mysql|mysqladmin|mariadb|mariadb-admin)(?=\s|$)/
  const isNetwork = test.some((word) => /127\.0\.0\.1|::1|protocol[= ]tcp|(?:-h|--host)[= ]?(?!localhost)[\w.-]+/i.test(word))
  if (check === undefined || check.disabled || !isNetwork || !test.some((word) => program.test(word)) || test.some((word) => word.includes('--ssl')))
    return []
  const isShell = test.length === 3 && /(?:^|\/)sh$/.test(test[0]!) && test[1] === '-c'
  const words = isShell
    ? ['CMD-SHELL', test[2]!.replace(new RegExp(program, 'g'), (found) => `${found} --ssl`)]
    : ['CMD', ...test.flatMap((word) => (program.test(word) ? [word, '--ssl'] : [word]))]
  return [{ kind: 'confinement', confinement: { healthcheck: words } }]
}
