import type { Observation } from '../../model/technology.ts'
import { namesFrom } from '../../protocols/names.ts'

/**
 * Every account that may log in with itself and each role that it may become and that has more rights than a client: attributes are not
 * inherited, but SET ROLE takes them (PostgreSQL 15, 22.3 and 22.5).
 */
export const rolesSql = `with recursive became(member, role) as (
    select oid, oid from pg_catalog.pg_roles where rolcanlogin
    union select b.member, m.roleid from became b join pg_catalog.pg_auth_members m on m.member = b.role)
  select l.rolname, r.rolname, r.rolsuper, r.rolcreaterole, r.rolbypassrls, r.rolreplication
  from became b join pg_catalog.pg_roles l on l.oid = b.member join pg_catalog.pg_roles r on r.oid = b.role
  where b.role = b.member or r.rolsuper or r.rolcreaterole or r.rolbypassrls or r.rolreplication or r.rolname like 'pg\\_%'
  order by 1, 2 limit 2000`

const attributes = ['superuser', 'creates roles', 'bypasses row security', 'reads everything as a replica'] as const

/** Predefined roles that give the server, its machine or all data (PostgreSQL 15, 22.5). */
const predefined: ReadonlyMap<string, string> = new Map([
  ['pg_execute_server_program', 'runs programs on the machine'],
  ['pg_write_server_files', 'writes files of the machine'],
  ['pg_read_server_files', 'reads files of the machine'],
  ['pg_write_all_data', 'writes all data'],
  ['pg_read_all_data', 'reads all data'],
])

/** Accounts of clients that are more than clients. Nothing is said where the server knows none of the accounts that clients name. */
export function judgeRoles(rows: readonly (readonly string[])[], users: readonly string[]): readonly Observation[] {
  const mine = rows.filter(([name = '']) => users.includes(name))
  if (mine.length === 0) return []
  const words = mine.flatMap(rightsOf)
  return [
    {
      trail: [],
      basis: 'observed',
      concern: 'over-privileged-default',
      key: 'roles',
      verdict: words.length > 0 ? 'unsafe' : 'safe',
      message: 'The account of a client may do what only an administrator needs: whoever takes the client over has the whole server',
      actual: words.length > 0 ? words.join(', ') : 'no more than a client',
      expected: 'NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION, member of no role that has them',
      fix: 'ALTER ROLE name NOSUPERUSER NOCREATEROLE NOBYPASSRLS NOREPLICATION, REVOKE the roles that give more, and let another account own the tables',
      stake: 'takeover',
    },
  ]
}

function rightsOf([name = '', role = '', ...flags]: readonly string[]): readonly string[] {
  const special = predefined.get(role)
  const right = attributes.find((_word, index) => flags[index] === 't') ?? (name === role ? undefined : special)
  if (right === undefined) return []
  return [`${namesFrom([name])}: ${right}${name === role ? '' : ` (through ${namesFrom([role])})`}`]
}
