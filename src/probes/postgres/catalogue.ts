import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import type { PostgresRows } from '../../wire/postgres/query.ts'
import { queryPostgres } from '../../wire/postgres/query.ts'
import { settingsInForce } from '../in-force.ts'
import { namesFrom } from '../../protocols/names.ts'
import type { Target } from '../probe.ts'
import {
  connectSql,
  grantOptionSql,
  judgeConnect,
  judgeGrantOption,
  judgePublicSchema,
  judgePublicTables,
  publicSchemaSql,
  publicTablesSql,
} from './grants.ts'
import { judgeRoles, rolesSql } from './roles.ts'
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
  { about: 'roles', sql: rolesSql, judge: (rows, { users }) => judgeRoles(rows, users) },
  { about: 'what everybody may create', sql: publicSchemaSql, judge: judgePublicSchema },
  { about: 'what everybody may do with tables', sql: publicTablesSql, judge: judgePublicTables },
  { about: 'rights that may be handed on', sql: grantOptionSql, judge: judgeGrantOption },
  { about: 'databases that everybody may enter', sql: connectSql, judge: judgeConnect },
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
