import type { Setting } from '../../model/setting.ts'

/** Where the image's entry script finds it behind every other, at the first start of a cluster. */
export const rolesFile = '/docker-entrypoint-initdb.d/zz-ringwall-roles.sql'

/** A role that logs in, with what PostgreSQL keeps of its password and the databases that it may use. */
export interface ClientRole {
  readonly name: string
  readonly verifier: string
  readonly databases: readonly string[]
}

/** Names that need no escape in SQL, in psql and in a comment; longer ones PostgreSQL would cut (63 bytes, with `_owner`). */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_][\w.-]{0,55}$/.test(name)
}

const limits = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS'

/**
 * Statements for psql that give each role its databases and nothing else; run again they change nothing. A database belongs to a role that
 * nobody logs in with, and its clients work as that role: what one of them makes, the others can use. Nobody else is let into it but who
 * could log in before (manual of 16: CREATE ROLE, ALTER ROLE SET, GRANT; psql's \gexec since 9.6).
 */
export function rolesScript(roles: readonly ClientRole[]): string {
  const databases = [...new Set(roles.flatMap((role) => role.databases))].toSorted()
  const parts = [
    '-- Made by ringwall harden: a role for each program. It may be run again at any time.',
    '\\set ON_ERROR_STOP on',
    "SET client_min_messages = 'warning';",
    ...roles.map(({ name, verifier }) => `${made(name)}\nALTER ROLE "${name}" LOGIN ${limits} PASSWORD '${verifier}';`),
    ...databases.flatMap((database) => [
      `SELECT 'CREATE DATABASE "${database}"' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${database}') \\gexec`,
      `${made(`${database}_owner`)}\nALTER ROLE "${database}_owner" NOLOGIN ${limits};`,
      `\\connect "${database}"`,
      'BEGIN;',
      strangers(database, roles),
      `ALTER DATABASE "${database}" OWNER TO "${database}_owner";`,
      handedOver(database),
      ...roles
        .filter((role) => role.databases.includes(database))
        .map(({ name }) => `GRANT "${database}_owner" TO "${name}";\nALTER ROLE "${name}" IN DATABASE "${database}" SET role = '${database}_owner';`),
      'COMMIT;',
    ]),
  ]
  return `${parts.join('\n')}\n`
}

/** The roles that such a script makes. */
export function rolesIn(script: string): readonly ClientRole[] {
  const databases = [...script.matchAll(/^ALTER ROLE "([^"]+)" IN DATABASE "([^"]+)" SET role/gm)]
  return [...script.matchAll(/^ALTER ROLE "([^"]+)" LOGIN [A-Z ]+ PASSWORD '([^']+)';$/gm)].map(([, name = '', verifier = '']) => ({
    name,
    verifier,
    databases: databases.filter(([, role]) => role === name).map(([, , database = '']) => database),
  }))
}

/** The setting that names a role, at its line of the script. */
export function namesIn(script: string, file: string): readonly Setting[] {
  return rolesIn(script).map(({ name }) => {
    const line = script.slice(0, script.indexOf(`ALTER ROLE "${name}" LOGIN`)).split('\n').length
    return { value: name, trail: [{ file, line }], unresolved: [] }
  })
}

function made(name: string): string {
  return `SELECT 'CREATE ROLE "${name}"' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}') \\gexec`
}

/** The right to connect that everybody has goes; who could log in before gets one of their own, where that has not been done yet. */
function strangers(database: string, roles: readonly ClientRole[]): string {
  const names = roles.map(({ name }) => `'${name}'`).join(', ')
  return `DO $do$
DECLARE one name;
BEGIN
  IF EXISTS (SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
             WHERE datname = '${database}' AND grantee = 0 AND privilege_type = 'CONNECT') THEN
    FOR one IN SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname NOT IN (${names}) LOOP
      EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE "${database}" TO %I', one);
    END LOOP;
    REVOKE ALL ON DATABASE "${database}" FROM PUBLIC;
  END IF;
END $do$;`
}

/**
 * What the administrator owns in the database goes to its owner, but for what belongs to an extension or to the system. REASSIGN OWNED
 * does not do it for the first superuser of a cluster: the system itself is that one's.
 */
function handedOver(database: string): string {
  return `DO $do$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT 'SCHEMA' AS what, quote_ident(nspname) AS name, 'pg_namespace'::regclass AS class, oid, nspowner AS owner, oid AS space FROM pg_namespace
    UNION ALL SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
      oid::regclass::text, 'pg_class'::regclass, oid, relowner, relnamespace FROM pg_class
      WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i') AND relkind = 'S')
    UNION ALL SELECT CASE WHEN current_setting('server_version_num')::int < 110000 THEN 'FUNCTION' ELSE 'ROUTINE' END,
      oid::regprocedure::text, 'pg_proc'::regclass, oid, proowner, pronamespace FROM pg_proc
    UNION ALL SELECT 'TYPE', oid::regtype::text, 'pg_type'::regclass, oid, typowner, typnamespace FROM pg_type
      WHERE typtype IN ('d', 'e', 'r') OR (typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE pg_class.oid = typrelid AND relkind = 'c'))
    UNION ALL SELECT 'LARGE OBJECT', oid::text, 'pg_largeobject'::regclass, oid, lomowner, 0 FROM pg_largeobject_metadata
  LOOP
    CONTINUE WHEN pg_get_userbyid(one.owner) <> current_user;
    CONTINUE WHEN one.space <> 0 AND (SELECT nspname ~ '^(pg_|information_schema$)' FROM pg_namespace WHERE oid = one.space);
    CONTINUE WHEN EXISTS (SELECT FROM pg_depend WHERE classid = one.class AND objid = one.oid AND deptype = 'e');
    EXECUTE format('ALTER %s %s OWNER TO %I', one.what, one.name, '${database}_owner');
  END LOOP;
END $do$;`
}
