import type { Trace, Traces } from './planter.ts'

/** Variables that tell where the server writes (MariaDB 10.11, MySQL 8.4); each has those that it knows. */
export const settings: readonly string[] = [
  'datadir',
  'innodb_data_home_dir',
  'innodb_log_group_home_dir',
  'innodb_undo_directory',
  'log_bin_basename',
  'general_log',
  'general_log_file',
  'slow_query_log',
  'slow_query_log_file',
  'log_error',
  'log_output',
  'server_uuid',
]

export interface Table {
  readonly family: 'mysql' | 'mariadb'
  readonly owner: string
  readonly name: string
  readonly known: readonly Trace[]
}

/** Where the server keeps what it writes. */
export function mysqlTraces(words: ReadonlyMap<string, string>, { family, owner, name, known }: Table): Traces {
  const data = (words.get('datadir') ?? known.find(({ holds }) => holds === 'data')?.path)?.replace(/\/+$/, '')
  const at = (path: string): string => (path.startsWith('/') ? path : `${data ?? ''}/${path}`)
  const said = (key: string): string => words.get(key) ?? ''
  const folders = ['innodb_data_home_dir', 'innodb_log_group_home_dir', 'innodb_undo_directory']
    .map(said)
    .filter((path) => path !== '' && path !== './')
  const binary = said('log_bin_basename')
  const isOn = (key: string): boolean => /^(?:on|1)$/i.test(said(key))
  const logs = [
    ...(isOn('general_log') ? [said('general_log_file')] : []),
    ...(isOn('slow_query_log') ? [said('slow_query_log_file')] : []),
    said('log_error'),
  ].filter((path) => path !== '' && path !== 'stderr')
  // names of databases with other letters are written in another way on disk (MariaDB, "Identifier to File Name Mapping")
  const isPlain = /^\w+$/.test(owner)
  const base = data === undefined || !isPlain ? undefined : `${data}/${owner}/${name}`
  return {
    traces: [
      ...[...(data === undefined ? [] : [data]), ...folders.map(at), ...(binary === '' ? [] : [at(binary).replace(/\/[^/]*$/, '')])].map((path) => ({
        path,
        holds: 'data' as const,
      })),
      ...logs.map((path) => ({ path: at(path), holds: 'log' as const })),
    ],
    ...(base === undefined ? {} : { own: `${base}.ibd` }),
    proof: base === undefined ? [] : proofOf(family, base, name, data ?? '', said('server_uuid')),
    logsToOutput: /^(?:stderr)?$/.test(said('log_error')),
    open: /table/i.test(said('log_output')) && (isOn('general_log') || isOn('slow_query_log')) ? ['statements are logged into tables'] : [],
  }
}

/** MariaDB writes the names of columns in clear beside each table (.frm), also where tables are encrypted; MySQL its own number (auto.cnf). */
function proofOf(family: Table['family'], base: string, name: string, data: string, uuid: string): Traces['proof'] {
  if (family === 'mariadb') return [{ path: `${base}.frm`, bytes: Buffer.from(name) }]
  return /^[0-9a-f-]{36}$/i.test(uuid) ? [{ path: `${data}/auto.cnf`, bytes: Buffer.from(uuid) }] : []
}
