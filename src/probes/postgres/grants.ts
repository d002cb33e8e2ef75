import type { Observation } from '../../model/technology.ts'
import { namesFrom } from '../../protocols/names.ts'

type Rows = readonly (readonly string[])[]

const observed = { trail: [], basis: 'observed', concern: 'over-privileged-default' } as const

/** PUBLIC may create in the schema public: the default before PostgreSQL 15, and after an upgrade from there. */
export const publicSchemaSql = `select n.nspname from pg_catalog.pg_namespace n where n.nspname = 'public' and exists
  (select from pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a where a.grantee = 0 and a.privilege_type = 'CREATE')`

export function judgePublicSchema(rows: Rows): readonly Observation[] {
  return [
    {
      ...observed,
      key: 'schema public',
      verdict: rows.length > 0 ? 'unsafe' : 'safe',
      message: 'Every account may create objects in the schema public, where others pick them up by name',
      actual: rows.length > 0 ? 'PUBLIC may create' : 'PUBLIC may not create',
      expected: 'PUBLIC may not create',
      fix: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC in every database',
      stake: 'defence',
    },
  ]
}

/** Tables of the database that is asked, but for those that extensions bring along. */
const ownTables = `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace cross join lateral pg_catalog.aclexplode(c.relacl) a
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
  and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

export const publicTablesSql: string = `select distinct n.nspname || '.' || c.relname from ${ownTables} and a.grantee = 0 order by 1 limit 100`

export function judgePublicTables(rows: Rows): readonly Observation[] {
  const names = rows.map(([name = '']) => name)
  return [
    {
      ...observed,
      key: 'grants to PUBLIC',
      verdict: names.length > 0 ? 'unsafe' : 'safe',
      message: 'Tables are granted to every account of the server',
      actual: names.length > 0 ? namesFrom(names) : 'none',
      expected: 'grants to the accounts that need them',
      fix: 'REVOKE ALL ON the tables FROM PUBLIC',
      stake: 'data',
    },
  ]
}

export const grantOptionSql: string = `select distinct g.rolname, n.nspname || '.' || c.relname from pg_catalog.pg_roles g, ${ownTables}
  and g.oid = a.grantee and a.is_grantable and a.grantee <> c.relowner order by 1, 2 limit 100`

/** The owner of a table may always grant; others should not. */
export function judgeGrantOption(rows: Rows): readonly Observation[] {
  const words = rows.map(([role = '', table = '']) => `${role}:${table}`)
  return [
    {
      ...observed,
      key: 'grant option',
      verdict: words.length > 0 ? 'unsafe' : 'safe',
      message: 'Accounts may hand on their rights on tables of others: who takes one over lets further accounts in',
      actual: words.length > 0 ? namesFrom(words) : 'none',
      expected: 'no WITH GRANT OPTION',
      fix: 'REVOKE GRANT OPTION FOR ALL ON the tables FROM the accounts',
      stake: 'defence',
    },
  ]
}

/** Databases that everybody may enter, and how many accounts that are no superusers there are to enter them. */
export const connectSql = `select d.datname, (select count(*) from pg_catalog.pg_roles where rolcanlogin and not rolsuper) from pg_catalog.pg_database d
  where d.datallowconn and not d.datistemplate and d.datname <> 'postgres' and exists
  (select from pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a where a.grantee = 0 and a.privilege_type = 'CONNECT')
  order by 1 limit 100`

/** One client alone needs no walls: CONNECT of PUBLIC counts where there are others to keep out. */
export function judgeConnect(rows: Rows): readonly Observation[] {
  const isShared = rows.some(([, accounts]) => Number(accounts) > 1)
  const names = isShared ? rows.map(([name = '']) => name) : []
  return [
    {
      ...observed,
      key: 'CONNECT of PUBLIC',
      verdict: names.length > 0 ? 'unsafe' : 'safe',
      message: 'Every account of the server may enter the databases of the others',
      actual: names.length > 0 ? namesFrom(names) : rows.length > 0 ? 'there is one client' : 'none',
      expected: 'CONNECT for the accounts of the database alone',
      fix: 'REVOKE CONNECT ON DATABASE name FROM PUBLIC, and GRANT CONNECT to its own account',
      stake: 'hygiene',
    },
  ]
}
