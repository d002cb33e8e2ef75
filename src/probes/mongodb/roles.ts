import type { Observation } from '../../model/technology.ts'
import { listIn, memberOf, textIn } from '../../protocols/json.ts'
import type { AccountRemark } from '../../protocols/names.ts'
import { namesFrom, ofAccounts } from '../../protocols/names.ts'

/** Built-in roles that give the server (MongoDB 7.0, "Built-In Roles"). */
const strong: ReadonlySet<string> = new Set(['root', '__system', 'userAdminAnyDatabase', 'clusterAdmin', 'clusterManager', 'hostManager', 'restore'])
/** They give it where they are held in `admin`, as they hand out roles there. */
const strongInAdmin: ReadonlySet<string> = new Set(['userAdmin', 'dbOwner'])
const wide: ReadonlySet<string> = new Set(['root', '__system', 'readWriteAnyDatabase', 'readAnyDatabase', 'dbAdminAnyDatabase', 'backup', 'restore'])
const ofAdministrators: ReadonlySet<string> = new Set([
  'anyAction',
  'createUser',
  'grantRole',
  'createRole',
  'changePassword',
  'shutdown',
  'setParameter',
])
const ofData: ReadonlySet<string> = new Set(['anyAction', 'find', 'insert', 'update', 'remove', 'dropDatabase'])

const roles: AccountRemark = {
  concern: 'over-privileged-default',
  key: 'roles',
  message: 'The account of a client may administer the server: whoever takes the client over has all of it',
  expected: 'readWrite on its own database alone',
  fix: 'db.revokeRolesFromUser(name, [roles]), and db.grantRolesToUser(name, [{ role: "readWrite", db: its database }])',
  stake: 'takeover',
}
const everyDatabase: AccountRemark = {
  ...roles,
  key: 'rights on every database',
  message: 'The account of a client has rights on every database of the server',
  stake: 'data',
}
const stored: AccountRemark = {
  concern: 'password-policy',
  key: 'stored passwords',
  message: 'Passwords of accounts are stored for SCRAM-SHA-1 alone, which rests on MD5 and SHA-1',
  expected: 'SCRAM-SHA-256',
  fix: 'let the accounts set their passwords again under mechanisms: ["SCRAM-SHA-256"]',
  stake: 'hygiene',
}

/** `accounts`: of `usersInfo`, those of clients with what they inherit. Nothing is said of clients whom the server does not tell of. */
export function judgeAccounts(accounts: readonly unknown[], users: readonly string[]): readonly Observation[] {
  const mine = accounts.filter((each) => users.includes(textIn(each, 'user')))
  const words = (judge: (account: unknown) => readonly string[]): readonly string[] =>
    mine.flatMap((account) => {
      const found = [...new Set(judge(account))]
      return found.length === 0 ? [] : [`${namesFrom([textIn(account, 'user')])}: ${namesFrom(found)}`]
    })
  const old = accounts.filter((each) => {
    const mechanisms = listIn(each, 'mechanisms')
    return mechanisms.length > 0 && !mechanisms.includes('SCRAM-SHA-256') && mechanisms.includes('SCRAM-SHA-1')
  })
  return [
    ...(mine.length === 0 ? [] : [ofAccounts(roles, words(strongOf)), ofAccounts(everyDatabase, words(wideOf))]),
    ...(accounts.some((each) => listIn(each, 'mechanisms').length > 0)
      ? [
          ofAccounts(
            stored,
            old.map((each) => namesFrom([textIn(each, 'user')])),
          ),
        ]
      : []),
  ]
}

function rolesOf(account: unknown): readonly unknown[] {
  return [...listIn(account, 'roles'), ...listIn(account, 'inheritedRoles')]
}

function strongOf(account: unknown): readonly string[] {
  const named = rolesOf(account)
    .filter((each) => strong.has(textIn(each, 'role')) || (textIn(each, 'db') === 'admin' && strongInAdmin.has(textIn(each, 'role'))))
    .map((each) => textIn(each, 'role'))
  return named.length > 0 ? named : privileges(account, ofAdministrators, (resource) => memberOf(resource, 'cluster') === true || isEvery(resource))
}

function wideOf(account: unknown): readonly string[] {
  const named = rolesOf(account)
    .map((each) => textIn(each, 'role'))
    .filter((name) => wide.has(name))
  return named.length > 0 ? named : privileges(account, ofData, isEvery)
}

/** Actions of a role of its own, on what `counts`. */
function privileges(account: unknown, actions: ReadonlySet<string>, counts: (resource: unknown) => boolean): readonly string[] {
  return listIn(account, 'inheritedPrivileges')
    .filter((each) => counts(memberOf(each, 'resource')))
    .flatMap((each) => listIn(each, 'actions'))
    .filter((action): action is string => typeof action === 'string' && actions.has(action))
}

function isEvery(resource: unknown): boolean {
  return memberOf(resource, 'anyResource') === true || (memberOf(resource, 'db') === '' && memberOf(resource, 'collection') === '')
}
