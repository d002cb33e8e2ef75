import type { Setting } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'

/** Where the image's entry script finds it behind every other, at the first start of a data folder. */
export const accountsFile = '/docker-entrypoint-initdb.d/zz-ringwall-accounts.js'

/** An account of the database `admin`, with its built-in roles (manual of 7.0, "Built-In Roles"). */
export interface ScriptAccount {
  readonly user: string
  readonly pwd: string
  readonly roles: readonly { readonly role: string; readonly db: string }[]
}

/**
 * Statements for mongosh that make each account, or give it this password and these roles; run again they change nothing. Where the server
 * asks for a log-in already, they log in as the administrator that the image's variables make.
 */
export function accountsScript(accounts: readonly ScriptAccount[]): string {
  return `// Made by ringwall harden: an account for each program. It may be run again at any time.
const accounts = [
${accounts.map((account) => `  ${JSON.stringify(account)},\n`).join('')}]
const admin = db.getSiblingDB('admin')
const { MONGO_INITDB_ROOT_USERNAME: root, MONGO_INITDB_ROOT_PASSWORD: rootPassword } = process.env
if (root) admin.auth(root, rootPassword)
for (const { user, pwd, roles } of accounts) {
  if (admin.getUser(user) === null) admin.createUser({ user, pwd, roles })
  else admin.updateUser(user, { pwd, roles })
}
`
}

/** The accounts that such a script makes, each with its line. */
export function accountsIn(script: string): readonly { readonly account: ScriptAccount; readonly line: number }[] {
  return script.split('\n').flatMap((text, index) => {
    const account = /^ {2}\{"user":/.test(text) ? parsed(text.trim().replace(/,$/, '')) : undefined
    return account === undefined ? [] : [{ account, line: index + 1 }]
  })
}

/** Whether somebody changed the line to what is no account is for the server to say. */
function parsed(text: string): ScriptAccount | undefined {
  try {
    const { user, pwd, roles } = JSON.parse(text) as Partial<ScriptAccount>
    return typeof user === 'string' && typeof pwd === 'string' && Array.isArray(roles) ? { user, pwd, roles } : undefined
  } catch {
    return undefined
  }
}

/** What its roles are worth: one that has the data of every database is nobody's own. */
export function powerOf({ roles }: ScriptAccount): AccountReading['power'] {
  if (roles.some(({ role }) => role === 'root')) return 'administrator'
  return roles.every(({ role, db }) => role === 'readWrite' && db !== 'admin') ? 'application' : 'unknown'
}

/** The setting that names an account, at its line. */
export function nameOf({ user }: ScriptAccount, file: string, line: number): Setting {
  return { value: user, trail: [{ file, line }], unresolved: [] }
}
