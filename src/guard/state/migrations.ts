import { StateFault } from './fault.ts'
import type { Database } from './sql.ts'

/** How the two databases write the same: an integer of 64 bits, and the end of a table. */
export interface Dialect {
  readonly integer: string
  readonly end: string
}

/** A hash has the mark of its kind in front, and 43 characters of base64url: what has no mark or another length is no hash, whatever the program does. */
const marked = (column: string, mark: string): string => `CHECK (length(${column}) = 46 AND ${column} LIKE '${mark}:%')`

/** Each is run once, in its order; what was released is never changed. */
const migrations: readonly ((dialect: Dialect) => readonly string[])[] = [
  ({ integer, end }) => [
    `CREATE TABLE guard_epoch (one ${integer} PRIMARY KEY CHECK (one = 1), value ${integer} NOT NULL)${end}`,
    `INSERT INTO guard_epoch (one, value) VALUES (1, 0)`,
    // a key's own text of this length would have "gk_", three characters and "_" behind the mark
    `CREATE TABLE guard_key (
      id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100 AND id NOT LIKE 'gk!_%' ESCAPE '!'),
      hash TEXT NOT NULL UNIQUE ${marked('hash', 'k1')} CHECK (NOT (substr(hash, 4, 3) = 'gk_' AND substr(hash, 10, 1) = '_')),
      ending TEXT NOT NULL CHECK (length(ending) <= 4),
      owner TEXT NOT NULL CHECK (length(owner) <= 200 AND owner NOT LIKE 'gk!_%' ESCAPE '!'),
      purpose TEXT NOT NULL CHECK (length(purpose) <= 1000),
      scopes TEXT NOT NULL,
      sources TEXT NOT NULL,
      created ${integer} NOT NULL,
      expires ${integer} NOT NULL CHECK (expires > created),
      revoked ${integer},
      successor_of TEXT,
      last_used ${integer})${end}`,
    `CREATE TABLE guard_session (
      id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
      hash TEXT NOT NULL UNIQUE ${marked('hash', 's1')} CHECK (id <> substr(hash, 4)),
      host TEXT NOT NULL,
      person TEXT NOT NULL,
      name TEXT NOT NULL,
      groups TEXT NOT NULL,
      second_factor ${integer} NOT NULL CHECK (second_factor IN (0, 1)),
      how TEXT NOT NULL CHECK (how IN ('local', 'ldap', 'saml', 'oidc')),
      provider TEXT,
      created ${integer} NOT NULL,
      seen ${integer} NOT NULL,
      checked ${integer} NOT NULL,
      expires ${integer} NOT NULL CHECK (expires > created))${end}`,
    `CREATE INDEX guard_session_person ON guard_session (person)`,
    `CREATE INDEX guard_session_provider ON guard_session (provider)`,
    `CREATE TABLE guard_account (
      name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
      password TEXT NOT NULL CHECK (password LIKE '$argon2id$v=%$m=%$%$%' AND length(password) BETWEEN 60 AND 500),
      one_time TEXT CHECK (one_time LIKE 'sealed:%'),
      passkeys TEXT NOT NULL,
      groups TEXT NOT NULL,
      disabled ${integer} NOT NULL CHECK (disabled IN (0, 1)),
      created ${integer} NOT NULL,
      version ${integer} NOT NULL CHECK (version > 0))${end}`,
    `CREATE TABLE guard_rights (one ${integer} PRIMARY KEY CHECK (one = 1), epoch ${integer} NOT NULL, document TEXT NOT NULL)${end}`,
    `INSERT INTO guard_rights (one, epoch, document) VALUES (1, 0, '{"administrators":[],"grants":[],"memberships":[]}')`,
    `CREATE TABLE guard_spent (name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 500), expires ${integer} NOT NULL)${end}`,
    `CREATE INDEX guard_spent_expires ON guard_spent (expires)`,
    `CREATE TABLE guard_budget (
      name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 300),
      count ${integer} NOT NULL CHECK (count > 0),
      ends ${integer} NOT NULL)${end}`,
    `CREATE INDEX guard_budget_ends ON guard_budget (ends)`,
  ],
  ({ integer, end }) => [
    `CREATE TABLE guard_report (
      host TEXT NOT NULL CHECK (length(host) <= 255),
      directive TEXT NOT NULL CHECK (length(directive) <= 40),
      source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
      sample TEXT NOT NULL CHECK (length(sample) <= 40),
      enforced ${integer} NOT NULL CHECK (enforced IN (0, 1)),
      route TEXT NOT NULL CHECK (length(route) <= 2000),
      people ${integer} NOT NULL,
      others ${integer} NOT NULL,
      first ${integer} NOT NULL,
      last ${integer} NOT NULL,
      PRIMARY KEY (host, directive, source, sample, enforced))${end}`,
    `CREATE INDEX guard_report_last ON guard_report (last)`,
  ],
  ({ integer }) => [
    `ALTER TABLE guard_account ADD COLUMN recovery TEXT NOT NULL DEFAULT '[]' CHECK (recovery = '[]' OR recovery LIKE '["r1:%"]')`,
    `ALTER TABLE guard_account ADD COLUMN invitation TEXT ${marked('invitation', 'i1')}`,
    `ALTER TABLE guard_account ADD COLUMN invited_until ${integer}`,
  ],
]

/** Brings the tables to what this version works with; what a later version wrote is refused. Several may do it at once: one does. */
export async function migrate(database: Database, dialect: Dialect, all: typeof migrations = migrations): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.all(
      `CREATE TABLE IF NOT EXISTS guard_schema (version ${dialect.integer} PRIMARY KEY, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)${dialect.end}`,
    )
    const [row] = await sql.all('SELECT coalesce(max(version), 0) AS version FROM guard_schema')
    const version = Number(row?.['version'])
    if (version > all.length)
      throw new StateFault(
        'newer',
        `the tables are those of version ${version}, and this program knows ${all.length}: use the program that wrote them`,
      )
    for (const [at, statements] of all.entries()) {
      if (at < version) continue
      for (const statement of statements(dialect)) await sql.all(statement)
      await sql.all('INSERT INTO guard_schema (version) VALUES ($1)', at + 1)
    }
  })
}
