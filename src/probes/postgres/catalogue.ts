import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { PostgresRows } from '../../wire/postgres/query.ts'
import { queryPostgres } from '../../wire/postgres/query.ts'
import { settingsInForce } from '../in-force.ts'
import { namesFrom } from '../names.ts'
import type { Target } from '../probe.ts'
import { observeRules } from './rules.ts'
import { rules } from './settings.ts'

/** One question to the catalogue, and what its rows say. All of them only read. */
interface Question {
  /** As it stands in the transcript, and where the account may not ask it. */
  readonly about: string
  readonly sql: string
  readonly judge: (rows: readonly (readonly string[])[], target: Pick<Target, 'users'>) => readonly Observation[]
  /** What would let the account ask it. */
  readonly grant?: string
}

const observed = { trail: [], basis: 'observed' } as const
const names = rules.map(({ key }) => `'${key}'`).join(', ')

const questions: readonly Question[] = [
  {
    about: 'pg_settings',
    sql: `select name, setting from pg_catalog.pg_settings where name in (${names})`,
    judge: (rows) => settingsInForce(rules, new Map(rows.map(([name = '', value = '']) => [name, value]))),
    grant: 'GRANT pg_read_all_settings',
  },
  {
    about: 'pg_hba_file_rules',
    sql: "select type, array_to_string(database, ','), array_to_string(user_name, ','), address, netmask, auth_method, coalesce(error, '') from pg_catalog.pg_hba_file_rules",
    judge: observeRules,
    grant: 'GRANT SELECT ON pg_hba_file_rules and EXECUTE ON FUNCTION pg_hba_file_rules()',
  },
  {
    about: 'connections without TLS',
    sql: `select count(*) filter (where not s.ssl), count(*) from pg_catalog.pg_stat_ssl s join pg_catalog.pg_stat_activity a using (pid)
      where a.client_addr is not null and not a.client_addr <<= '127.0.0.0/8' and a.client_addr <> '::1'`,
    judge: ([row]) => inClear(Number(row?.[0] ?? 0)),
  },
  {
    about: 'roles with more rights',
    sql: 'select rolname, rolsuper, rolcreaterole, rolbypassrls from pg_catalog.pg_roles where rolcanlogin and (rolsuper or rolcreaterole or rolbypassrls)',
    judge: (rows, { users }) => roles(rows, users),
  },
  {
    about: 'what everybody may create',
    sql: `select n.nspname from pg_catalog.pg_namespace n where n.nspname = 'public' and exists
      (select from pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a where a.grantee = 0 and a.privilege_type = 'CREATE')`,
    judge: (rows) => [
      {
        ...observed,
        concern: 'over-privileged-default',
        key: 'schema public',
        verdict: rows.length > 0 ? 'unsafe' : 'safe',
        message: 'Every account may create objects in the schema public, where others pick them up by name',
        actual: rows.length > 0 ? 'PUBLIC may create' : 'PUBLIC may not create',
        expected: 'PUBLIC may not create',
        fix: 'REVOKE CREATE ON SCHEMA public FROM PUBLIC in every database',
        stake: 'defence',
      },
    ],
  },
  {
    about: 'form of stored passwords',
    sql: "select rolname from pg_catalog.pg_authid where rolpassword like 'md5%' order by 1",
    judge: storedForms,
    grant: 'nothing less than a superuser',
  },
]

/** Asks all of them over one session; what the account may not ask is told with the right that it misses. */
export async function askCatalogue(
  talk: Conversation,
  target: Pick<Target, 'users'>,
): Promise<{ readonly observations: readonly Observation[]; readonly unproven: readonly string[] }> {
  const observations: Observation[] = []
  const unproven: string[] = []
  for (const { about, sql, judge, grant } of questions) {
    const answer: PostgresRows = await queryPostgres(talk, sql, about)
    if ('rows' in answer) observations.push(...judge(answer.rows, target))
    else
      unproven.push(
        `${about}: ${answer.code === '42501' ? `the account may not read it (it takes ${grant ?? 'more rights'})` : `error ${answer.code}`}`,
      )
  }
  return { observations, unproven }
}

function inClear(count: number): readonly Observation[] {
  if (count === 0) return []
  return [
    {
      ...observed,
      concern: 'tls-policy',
      key: 'pg_stat_ssl',
      verdict: 'unsafe',
      message: 'Clients from other machines are connected without TLS at this moment',
      actual: `${count} without TLS`,
      expected: 'none',
      fix: 'write hostssl in place of host in pg_hba.conf, and sslmode=verify-full at the clients',
      stake: 'traffic',
    },
  ]
}

/** Accounts of clients that are more than clients. */
function roles(rows: readonly (readonly string[])[], users: readonly string[]): readonly Observation[] {
  const strong = rows.filter(([name = '']) => users.includes(name))
  const words = strong.map(([name = '', superuser, createrole]) => {
    const right = superuser === 't' ? 'superuser' : createrole === 't' ? 'creates roles' : 'bypasses row security'
    return `${name}: ${right}`
  })
  if (users.length === 0) return []
  return [
    {
      ...observed,
      concern: 'over-privileged-default',
      key: 'roles',
      verdict: words.length > 0 ? 'unsafe' : 'safe',
      message: 'The account of a client may do what only an administrator needs: whoever takes the client over has the whole server',
      actual: words.length > 0 ? words.join(', ') : 'no more than a client',
      expected: 'NOSUPERUSER NOCREATEROLE NOBYPASSRLS',
      fix: 'ALTER ROLE name NOSUPERUSER NOCREATEROLE NOBYPASSRLS, and let another account own the tables',
      stake: 'takeover',
    },
  ]
}

function storedForms(rows: readonly (readonly string[])[]): readonly Observation[] {
  const accounts = rows.map(([name = '']) => name)
  return [
    {
      ...observed,
      concern: 'password-policy',
      key: 'stored passwords',
      verdict: accounts.length > 0 ? 'unsafe' : 'safe',
      message: 'Passwords of accounts are still stored as MD5, which serves to log in without being cracked',
      actual: accounts.length > 0 ? `md5: ${namesFrom(accounts)}` : 'none as MD5',
      expected: 'scram-sha-256',
      fix: 'set the passwords again under password_encryption = scram-sha-256',
      stake: 'defence',
    },
  ]
}
