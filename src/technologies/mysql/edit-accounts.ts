import type { Change, Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { ServeLogin, WantedAccount } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { readOptions } from './options.ts'
import { ownerOf, packagingOf } from './packaging.ts'

type Cannot = Extract<Edited, { readonly cannot: string }>

export const accountsFile: string = `${ownFolder}/accounts.sql`

/** Where the image's entry script finds it behind every other, at the first start of a data folder. */
const firstStartFile = '/docker-entrypoint-initdb.d/zz-ringwall-accounts.sql'

/**
 * Accounts are made by statements at every start of MariaDB (`init_file`), so that a data folder that is there gets them too. MySQL's own first
 * start has them refused (`--initialize`, MySQL 8.4 manual, 7.1.8): the image runs them, and what has data is given them by hand.
 */
export function accountChanges(login: ServeLogin, component: Component): readonly Change[] | Cannot {
  const { accounts, anonymous } = login
  const { input, version } = component
  const { family, from } = packagingOf(input)
  const hand = 'CREATE USER for each client, and ALTER USER root IDENTIFIED BY a password, then its variable'
  if (family === 'mysql') return accountsOfMysql(login, component, hand)
  if (from !== 'official') return { cannot: `how this image gives root a password later is not known: ${hand}`, reason: 'needs-person' }
  if (version !== undefined && compareVersions(version, '10.4') < 0)
    return { cannot: `MariaDB before 10.4 locks no account: ${hand}`, reason: 'needs-person' }
  if (accounts.some(({ user }) => user === undefined)) return { cannot: 'a log-in of MariaDB has a name', reason: 'needs-person' }
  const own = readOptions(input, packagingOf(input), version, []).get('init_file')
  if (own !== undefined && own.value !== accountsFile)
    return { cannot: `its init_file is ${own.value}, and it takes one alone: put the accounts into it`, reason: 'needs-person' }
  const made = madeHere(accounts)
  const lost = withoutDatabase(made, input)
  if (lost !== undefined) return lost
  const lines = [
    ...statementsOf(made, accountsFile, input),
    // the image makes it for every address; the one for the inside stays
    ...(anonymous === 'refused' ? ["ALTER USER IF EXISTS 'root'@'%' ACCOUNT LOCK;"] : []),
  ]
  const text = [...new Set(lines)].join('\n')
  return [
    { kind: 'file', path: accountsFile, text: `${text}\n`, isSecret: true, owner: ownerOf(input) },
    ...(anonymous === 'refused' ? [{ kind: 'variable', name: 'MARIADB_ROOT_HOST', value: 'localhost' } as const] : []),
  ]
}

/** `root` is the image's own, and stays. */
function madeHere(accounts: readonly WantedAccount[]): readonly WantedAccount[] {
  return accounts.filter(({ power, user }) => power !== 'health' && user !== 'root')
}

function accountsOfMysql({ accounts, anonymous }: ServeLogin, { id, input }: Component, hand: string): readonly Change[] | Cannot {
  const made = madeHere(accounts).filter(({ isNew }) => isNew === true)
  if (anonymous === 'refused' || !matchesImage(input.image, ['mysql']))
    return { cannot: `accounts of MySQL are made in the database: ${hand}`, reason: 'needs-person' }
  const lost = withoutDatabase(made, input)
  if (lost !== undefined) return lost
  const text = statementsOf(made, firstStartFile, input).join('\n')
  const secret =
    secretVariable(input, 'MYSQL_ROOT_PASSWORD')?.key.endsWith('_FILE') === true ? '$(cat "$MYSQL_ROOT_PASSWORD_FILE")' : '$MYSQL_ROOT_PASSWORD'
  return [
    { kind: 'file', path: firstStartFile, text: `${text}\n`, isSecret: true, owner: ownerOf(input) },
    {
      kind: 'run',
      words: ['sh', '-c', `MYSQL_PWD="${secret}" mysql -uroot < ${firstStartFile}`],
      why: `where ${id} has data already, before its clients change (--apply does it)`,
    },
  ]
}

/** For the accounts that a file makes already and the new ones. */
function statementsOf(accounts: readonly WantedAccount[], path: string, input: ComponentInput): readonly string[] {
  const opened = input.open(path)
  const names = accounts.map(({ user }) => `${quoted(user ?? '')}@'%'`)
  const before = opened.state === 'text' ? opened.text.split('\n').filter((line) => line !== '' && !names.some((name) => line.includes(name))) : []
  return [...before, ...accounts.flatMap((account) => statements(account, databasesOf(account, input)))]
}

function databasesOf({ databases }: WantedAccount, input: ComponentInput): readonly string[] {
  const own = variable(input, 'MARIADB_DATABASE') ?? variable(input, 'MYSQL_DATABASE')
  return databases ?? (own === undefined ? [] : [own.value])
}

/** An account without a database would have to get all of them. */
function withoutDatabase(accounts: readonly WantedAccount[], input: ComponentInput): Cannot | undefined {
  for (const account of accounts) {
    const databases = databasesOf(account, input)
    if (databases.length === 0) return { cannot: `which database ${account.user ?? ''} uses is not in the files`, reason: 'needs-person' }
    const bad = databases.find((each) => !/^[\w$-]+$/.test(each))
    if (bad !== undefined) return { cannot: `${bad}: a name that is to be quoted in SQL by hand`, reason: 'needs-person' }
  }
  return undefined
}

/** One statement on a line: so the server reads the file (MariaDB manual, `init_file`). In names of databases that get rights `_` is any character. */
function statements({ user, password }: WantedAccount, databases: readonly string[]): readonly string[] {
  const name = `${quoted(user ?? '')}@'%'`
  return [
    `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY ${quoted(password.value)};`,
    `ALTER USER ${name} IDENTIFIED BY ${quoted(password.value)};`,
    ...databases.map((database) => `GRANT ALL PRIVILEGES ON \`${database.replaceAll('_', '\\_')}\`.* TO ${name};`),
  ]
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (one) => `\\${one}`)}'`
}
