import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePgHba, parsePgIdent } from '../../src/formats/pg-hba.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/lib/postgresql/*/bin/postgres')
const sample = program('/usr/share/postgresql/*/pg_hba.conf.sample')
const identSample = program('/usr/share/postgresql/*/pg_ident.conf.sample')
const textOf = (path: string | undefined): string => (path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '')

const access: Readonly<Record<string, string>> = {
  'the sample of the package': textOf(sample).replaceAll(/@[a-z-]+@/g, (word) => (word.startsWith('@authmethod') ? 'md5' : '')),
  hardened:
    'local all postgres peer\nhostssl shop shop 10.1.0.0/24 scram-sha-256\nhostssl replication copy 10.1.0.9/32 scram-sha-256\nhost all all 0.0.0.0/0 reject\nhost all all ::/0 reject\n',
  weak: 'local all all trust\nhost all all all trust\nhost all all 0.0.0.0 0.0.0.0 password\nhost all postgres samehost ident\n',
  'lists and options':
    'host shop,"all",app +team,ann,"b c" db.shop.example md5\nlocal sameuser,samerole all peer map=staff\nhost all all samenet ldap ldapserver=ldap.shop.example ldapprefix="cn=" ldapsuffix=", dc=shop"\nhostnossl all all .shop.example reject\n',
  'strange but legal':
    '  \t# c\n\tlocal\tall, app\tall\tpeer#c\n"local" "a""b" "x#y" reject\nhost all all \\\n  fe80::1/10 \\\n\tscram-sha-256\nhost all all ::ffff:10.0.0.0 ffff:ffff:ffff:ffff:ffff:ffff:ff00:0 md5\nhostgssenc all all 10.0.0.0/8 reject',
}

const maps: Readonly<Record<string, string>> = {
  'the sample of the package': textOf(identSample),
  hardened: 'staff root postgres\nstaff shop-service shop\n',
  weak: 'staff /^.*$ postgres\nstaff /^(.*)@shop\\.example$ \\1\nstaff guest postgres\n',
  'strange but legal': '\t"the staff"  "a b"\t"x""y"#c\nstaff \\\n  ann \\\nann2\n# staff a b\n"staff" "#" b\nstaff "" b\n',
  'line ends of Windows': 'staff ann ann\r\nstaff ben ben\r\n',
}

describe.skipIf(isMissing(server))(`postgres and whom it lets in${reason(server)}`, () => {
  let box: Sandbox
  let rowsOf: (sql: string) => readonly string[] = () => []
  const bin = (name: string): string => (server ?? '').replace(/postgres$/, name)

  beforeAll(async () => {
    box = sandbox('postgres-access')
    const data = join(box.folder, 'data')
    box.run(bin('initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', '--locale=C', '--encoding=UTF8'])
    const port = String(await freePort())
    const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${box.folder}`, 'fsync=off', 'ssl=off']
    box.start(bin('postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])])
    const client = ['-h', box.folder, '-p', port, '-U', 'postgres', '-d', 'postgres', '-X', '-A', '-t', '-c']
    rowsOf = (sql) =>
      box
        .run(bin('psql'), [...client, sql])
        .split('\n')
        .filter(Boolean)
    await eventually(() => rowsOf('select 1'))
  })
  afterAll(async () => box.stop())

  /** The views read the files anew with every question; a server without TLS calls hostssl an error and shows no more of the row. */
  function write(name: string, text: string): void {
    box.run('/usr/bin/tee', [join(box.folder, 'data', name)], text)
  }

  it.each(Object.keys(access))('reads pg_hba.conf as we do: %s', (name) => {
    const text = access[name]!.replaceAll(/^hostssl/gm, 'host')
    write('pg_hba.conf', text)
    const columns =
      "line_number, type, database, user_name, coalesce(regexp_replace(address, '/.*', ''), ''), coalesce(netmask, ''), auth_method, options"
    const theirs = rowsOf(`select json_build_array(${columns}, error) from pg_hba_file_rules order by line_number`)
    const { rows, problems } = parsePgHba(text)
    expect(problems).toEqual([])
    const ours = rows.map((row) => {
      const names = (list: readonly { readonly text: string }[]): readonly string[] => list.map((each) => each.text)
      const options = row.options.map((each) => `${each.name}=${each.value}`)
      return [
        row.span.line,
        row.type,
        names(row.databases),
        names(row.users),
        row.address?.text.replace(/\/.*/, '') ?? '',
        row.method,
        options.length === 0 ? null : options,
      ]
    })
    const told = theirs.map((line) => {
      const [number, type, databases, users, address, , method, options, error] = JSON.parse(line) as unknown[]
      expect(error).toBe(null)
      // the server adds its own default
      const written = (options as readonly string[] | null)?.filter((each) => each !== 'ldapscope=2') ?? null
      return [number, type, databases, users, address, method, written]
    })
    expect(ours).toEqual(told)
    expect(rows.length).toBeGreaterThan(3)
  })

  it.each(Object.keys(maps))('reads pg_ident.conf as we do: %s', (name) => {
    write('pg_ident.conf', maps[name]!)
    const theirs = rowsOf(
      'select json_build_array(line_number, map_name, sys_name, pg_username, error) from pg_ident_file_mappings order by line_number',
    )
    const { rows, problems } = parsePgIdent(maps[name]!)
    expect(problems).toEqual([])
    expect(rows.map(({ span, map, system, database }) => [span.line, map, system, database, null])).toEqual(
      theirs.map((line) => JSON.parse(line) as unknown),
    )
  })
})
