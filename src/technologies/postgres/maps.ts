import type { IdentRow } from '../../formats/pg-hba.ts'
import { parsePgIdent } from '../../formats/pg-hba.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'

/** Judges the user name maps, where there are any. */
export function observeMaps(input: ComponentInput, paths: readonly string[]): readonly Observation[] {
  const document = paths.map((path) => openDocument(input, path, [])).find((each) => each !== undefined)
  if (document === undefined) return []
  const { rows } = parsePgIdent(document.text)
  const wide = rows.filter(isWide)
  if (rows.length === 0) return []
  return [
    {
      concern: 'role-mapping',
      key: 'pg_ident.conf',
      verdict: wide.length > 0 ? 'unsafe' : 'safe',
      basis: 'configured',
      trail: wide.length > 0 ? wide.map(({ span }) => placeAt(document, span)) : [{ file: document.file, line: 1 }],
      message: 'A user name map lets any user of the system, or one who is not its administrator, be the superuser of the database',
      actual: wide.length > 0 ? 'a pattern for everybody, or postgres for others' : 'each user by name',
      expected: 'one row for each user, none for postgres but that of the system',
      fix: 'name the users one by one',
      stake: 'data',
    },
  ]
}

/** A pattern that fits every name, or the superuser for somebody else. */
function isWide({ system, database }: IdentRow): boolean {
  if (/^\/\^?\(?\.[*+]\)?\$?$/.test(system)) return true
  return (database === 'postgres' || database === 'all') && system !== 'postgres' && system !== 'root'
}
