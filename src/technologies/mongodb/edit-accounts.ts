import type { Change, Edited } from '../../model/change.ts'
import { holds } from '../../model/fact.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { componentOf, listenersOf } from '../../model/lookup.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantedAccount, WantServe } from '../../model/want.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { secretVariable } from '../../settings/environment.ts'
import type { ScriptAccount } from './accounts-script.ts'
import { accountsFile, accountsIn, accountsScript } from './accounts-script.ts'
import { lookup, startedByImage } from './read.ts'

type Cannot = Extract<Edited, { readonly cannot: string }>

/**
 * New accounts are made by a script that the first start of a data folder runs, and a server that has data is given by `--apply` or by hand:
 * without a log-in while everybody is let in (accounts count there too), later as the administrator. Log-ins are asked for as the image does
 * it: where its two variables are set (docker-library/mongo, entry script of 7.0).
 */
export function accountChanges({ port, login }: WantServe, component: Component, deployment: Deployment): readonly Change[] | Cannot {
  if (login === undefined) return []
  const { id, input } = component
  const made = login.accounts.filter(({ isNew, power }) => isNew === true && power !== 'health')
  const trouble = troubleWith(made, component)
  if (trouble !== undefined) return trouble
  const isAsked = secretVariable(input, 'MONGO_INITDB_ROOT_PASSWORD') !== undefined
  const accounts: ScriptAccount[] = []
  for (const account of made) {
    const { user, password, databases = [], clients } = account
    if (user === undefined) return { cannot: 'a log-in of MongoDB has a name', reason: 'needs-person' }
    const roles = rolesOf(account, deployment, isAsked)
    if (roles.length === 0) return { cannot: `which database ${clients.join(', ')} uses is not in the files`, reason: 'needs-person' }
    const bad = databases.find((name) => !/^[\w-]{1,63}$/.test(name))
    if (bad !== undefined) return { cannot: `${bad} is no name of a database`, reason: 'needs-person' }
    accounts.push({ user, pwd: password.value, roles })
  }
  const administrator = made.find(({ power }) => power === 'administrator')
  if (!isAsked && administrator === undefined)
    return { cannot: 'nobody could administer it any more: it needs an account for that', reason: 'needs-person' }
  const opened = input.open(accountsFile)
  const kept =
    opened.state === 'text' ? accountsIn(opened.text).flatMap(({ account }) => (made.some(({ user }) => user === account.user) ? [] : [account])) : []
  return [
    { kind: 'file', path: accountsFile, text: accountsScript([...kept, ...accounts]), isSecret: true, owner: { user: 999, group: 999 } },
    ...(login.anonymous === 'kept' ? [{ kind: 'run' as const, words: runWords(input, port, deployment, id), why: whenOf(id) }] : []),
    ...(login.anonymous === 'refused' && !isAsked && administrator?.user !== undefined
      ? [
          { kind: 'variable' as const, name: 'MONGO_INITDB_ROOT_USERNAME', value: administrator.user },
          { kind: 'variable' as const, name: 'MONGO_INITDB_ROOT_PASSWORD', value: [administrator.password] },
        ]
      : []),
  ]
}

function whenOf(id: string): string {
  return `where ${id} has data already, before its clients change (--apply does it)`
}

function troubleWith(made: readonly WantedAccount[], { input, version }: Component): Cannot | undefined {
  if (made.length === 0) return undefined
  const whom = [...new Set(made.flatMap(({ clients }) => clients))].join(', ')
  const hand = `db.createUser for ${whom} by hand, then start it with --auth`
  if (!matchesImage(input.image, ['mongo']) || !startedByImage(input))
    return { cannot: `how this image runs a script at its first start is not known: ${hand}`, reason: 'needs-person' }
  if (version !== undefined && compareVersions(version, '5') < 0)
    return { cannot: `MongoDB before 5 has a shell that is told a password on its command line alone: ${hand}`, reason: 'needs-person' }
  const look = lookup(input, false, [])
  const members = [look(['--replSet'], 'replication.replSetName'), look(['--keyFile'], 'security.keyFile'), look([], 'sharding.clusterRole')]
  if (members.some((setting) => setting !== undefined) || flag(commandLine(input), ['--configsvr', '--shardsvr'], true) !== undefined)
    return { cannot: `members of a replica set log in to each other too: security.keyFile is to be the same on all; ${hand}`, reason: 'would-break' }
  return undefined
}

/**
 * Its own databases and nothing else. A console for administrators sees them all, and administers no accounts. Where nobody had to log in, and
 * which database a program uses is not in the files, its account has the data of all: less than what everybody had.
 */
function rolesOf({ power, databases = [], clients }: WantedAccount, deployment: Deployment, isAsked: boolean): ScriptAccount['roles'] {
  if (power === 'administrator') return [{ role: 'root', db: 'admin' }]
  if (databases.length > 0) return databases.map((db) => ({ role: 'readWrite', db }))
  const isConsole = clients.length > 0 && clients.every((from) => componentOf(deployment, from)?.role === 'admin')
  const roles = isConsole ? ['readWriteAnyDatabase', 'dbAdminAnyDatabase', 'clusterMonitor'] : isAsked ? [] : ['readWriteAnyDatabase']
  return roles.map((role) => ({ role, db: 'admin' }))
}

/** Passwords come by the environment and by the file; where they are in files of their own, the shell reads them into it. */
function runWords(input: ComponentInput, port: number, deployment: Deployment, id: string): readonly string[] {
  const listener = listenersOf(deployment, id).find((each) => each.port === port)
  const tls = listener !== undefined && holds(listener.tls, 'required') ? ['--tls', '--tlsCAFile', ownFilesOf(input).authority] : []
  const shell = ['mongosh', '--quiet', ...tls, '--port', String(port), 'admin', accountsFile]
  const fromFiles = ['MONGO_INITDB_ROOT_USERNAME', 'MONGO_INITDB_ROOT_PASSWORD'].filter(
    (name) => secretVariable(input, name)?.key.endsWith('_FILE') === true,
  )
  if (fromFiles.length === 0) return shell
  return ['sh', '-c', `${fromFiles.map((name) => `${name}="$(cat "$${name}_FILE")" `).join('')}${shell.join(' ')}`]
}
