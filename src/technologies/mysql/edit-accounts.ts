import type { Change, Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { ServeLogin, WantedAccount } from '../../model/want.ts'
import { compareVersions } from '../../protocols/version.ts'
import { variable } from '../../settings/environment.ts'
import { readOptions } from './options.ts'
import { ownerOf, packagingOf } from './packaging.ts'

type Cannot = Extract<Edited, { readonly cannot: string }>

export const accountsFile: string = `${ownFolder}/accounts.sql`

/**
 * Accounts are made by statements at every start of MariaDB (`init_file`), so that a data folder that is there gets them too. MySQL's own first
 * start has them refused (`--initialize`, MySQL 8.4 manual, 7.1.8).
 */
export function accountChanges({ accounts, anonymous }: ServeLogin, { input, version }: Component): readonly Change[] | Cannot {
  const { family, from } = packagingOf(input)
  const hand = 'CREATE USER for each client, and ALTER USER root IDENTIFIED BY a password, then its variable'
  if (family === 'mysql') return { cannot: `accounts of MySQL are made in the database: ${hand}`, reason: 'needs-person' }
  if (from !== 'official') return { cannot: `how this image gives root a password later is not known: ${hand}`, reason: 'needs-person' }
  if (version !== undefined && compareVersions(version, '10.4') < 0)
    return { cannot: `MariaDB before 10.4 locks no account: ${hand}`, reason: 'needs-person' }
  if (accounts.some(({ user }) => user === undefined)) return { cannot: 'a log-in of MariaDB has a name', reason: 'needs-person' }
  const own = readOptions(input, packagingOf(input), version, []).get('init_file')
  if (own !== undefined && own.value !== accountsFile)
    return { cannot: `its init_file is ${own.value}, and it takes one alone: put the accounts into it`, reason: 'needs-person' }
  const database = (variable(input, 'MARIADB_DATABASE') ?? variable(input, 'MYSQL_DATABASE'))?.value
  const made = accounts.filter(({ power, user }) => power !== 'health' && user !== 'root')
  const text = [
    ...made.flatMap((account) => statements(account, database)),
    // the image makes it for every address; the one for the inside stays
    ...(anonymous === 'refused' ? ["ALTER USER IF EXISTS 'root'@'%' ACCOUNT LOCK;"] : []),
  ].join('\n')
  return [
    { kind: 'file', path: accountsFile, text: `${text}\n`, isSecret: true, owner: ownerOf(input) },
    ...(anonymous === 'refused' ? [{ kind: 'variable', name: 'MARIADB_ROOT_HOST', value: 'localhost' } as const] : []),
  ]
}

/** One statement on a line: so the server reads the file (MariaDB manual, `init_file`). */
function statements({ user, password }: WantedAccount, database: string | undefined): readonly string[] {
  const name = `${quoted(user ?? '')}@'%'`
  const what = database === undefined || !/^[\w$-]+$/.test(database) ? '*.*' : `\`${database}\`.*`
  return [
    `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY ${quoted(password.value)};`,
    `ALTER USER ${name} IDENTIFIED BY ${quoted(password.value)};`,
    `GRANT ALL PRIVILEGES ON ${what} TO ${name};`,
  ]
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (one) => `\\${one}`)}'`
}
