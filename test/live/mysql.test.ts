import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { view } from '../../src/model/fact.ts'
import { mysql } from '../../src/technologies/mysql/index.ts'
import { readOptions } from '../../src/technologies/mysql/options.ts'
import { packagingOf } from '../../src/technologies/mysql/packaging.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, sandbox, reason } from './server.ts'

const server = program('/usr/sbin/mariadbd', '/usr/sbin/mysqld')

/** The values that the server would start with: the table at the end of `--verbose --help`. */
function dump(text: string): ReadonlyMap<string, string> {
  const lines = text.slice(text.lastIndexOf('Variables (--variable-name=value)')).split('\n')
  return new Map(
    lines.flatMap((line) => {
      const found = /^([a-z][a-z0-9-]*) +(.*)$/.exec(line)
      return found === null ? [] : [[(found[1] ?? '').replaceAll('-', '_'), (found[2] ?? '').trim()] as const]
    }),
  )
}

describe.skipIf(isMissing(server))(`MariaDB or MySQL${reason(server)}`, () => {
  let box: Sandbox
  let family: 'mysql' | 'mariadb'
  let version: string
  beforeAll(() => {
    box = sandbox('mysql')
    const text = box.run(server ?? '', ['--no-defaults', '--version'])
    family = /mariadb/i.test(text) ? 'mariadb' : 'mysql'
    version = /\d+\.\d+/.exec(text)?.[0] ?? ''
  })
  afterAll(async () => box.stop())

  const ask = (args: readonly string[]): ReadonlyMap<string, string> => dump(box.run(server ?? '', [...args, '--verbose', '--help']))

  it('has the defaults that the reading claims', () => {
    const theirs = ask(['--no-defaults'])
    expect(theirs.get('require_secure_transport')).toBe('FALSE')
    expect(theirs.get('skip_networking')).toBe('FALSE')
    expect(theirs.get('general_log')).toBe('FALSE')
    expect(theirs.get('bind_address')).toMatch(/^(\(No default value\)|\*)$/)
    expect(theirs.get('port')).toMatch(/^(0|3306)$/)
    const [listener] = mysql.read(component({ image: `${family}:${version}` }), version).listeners ?? []
    const older = family === 'mariadb' && Number.parseFloat(version) < 11.4
    expect(listener && view(listener.tls)).toMatchObject({ value: older ? 'none' : 'optional', basis: 'default' })
    expect(theirs.get('ssl_cert')).toBe('(No default value)')
  })

  const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'the package as it comes': packaged(),
    hardened: {
      'my.cnf':
        '[mysqld]\nbind-address=127.0.0.1\nrequire_secure_transport=ON\ntls_version=TLSv1.2,TLSv1.3\nlocal_infile=0\nsecure_file_priv=/tmp\nskip_name_resolve\nsymbolic-links=0\nlog_warnings=2\n',
    },
    weak: { 'my.cnf': '[mysqld]\nbind_address=0.0.0.0\nlocal-infile=1\ngeneral_log=1\nsecure_file_priv=\nallow_suspicious_udfs\nold_passwords=0\n' },
    'with includes': {
      'my.cnf': '[mysqld]\nback_log=71\n!includedir FOLDER/more\nmax_connections=20\n!include FOLDER/last.cnf\n',
      'more/b.cnf': '[mysqld]\nback_log=72\nmax_connections=30\n',
      'more/a.cnf': '[mysqld]\nback_log=73\n[mysql]\nback_log=1\n',
      'more/ignored.txt': '[mysqld]\nback_log=74\n',
      'last.cnf': '[server]\nmax_connections=40\n',
    },
    'strange but legal': {
      'my.cnf':
        '; comment\n[ mysqld ]\nport=1\n[mysqld]\n  back-log =  75   # seventy-five\nmax_connections="60"\nloose-no_such_option=1\nskip-name-resolve=0\ntable_open_cache=\'600\'\nslow-query-log=ON\nslow_query_log=OFF\nlong_query_time = 2\n',
    },
  }

  function packaged(): Readonly<Record<string, string>> {
    const path = '/etc/mysql/mariadb.conf.d/50-server.cnf'
    return { 'my.cnf': existsSync(path) ? readFileSync(path, 'utf8') : '[mysqld]\n' }
  }

  it.each(Object.keys(configurations))('would start with what we read: %s', (name) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const files: Record<string, string> = {}
    for (const [file, text] of Object.entries(configurations[name]!)) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      files[path] = text.replaceAll('FOLDER', folder)
      writeFileSync(path, files[path], { mode: 0o644 })
    }
    const args = [`--defaults-file=${join(folder, 'my.cnf')}`]
    const theirs = ask(args)
    const input = component({ form: 'process', command: [family === 'mariadb' ? 'mariadbd' : 'mysqld', ...args], files })
    const ours = [...readOptions(input, packagingOf(input), version, [])].filter(([key]) => theirs.has(key))
    expect(ours.length).toBeGreaterThan(1)
    expect(ours.map(([key, { value }]) => `${key} ${plain(value)}`)).toEqual(ours.map(([key]) => `${key} ${plain(theirs.get(key) ?? '')}`))
  })

  /** Switches and empty values in one spelling. */
  function plain(value: string): string {
    if (/^(on|true|1|yes)$/i.test(value)) return 'on'
    if (/^(off|false|0|no)$/i.test(value)) return 'off'
    return value === '(No default value)' ? '' : value.replace(/\.0+$/, '').replace(/\/$/, '')
  }

  it('reads an option file, what it includes and the command line as we do', () => {
    const path = join(box.folder, 'my.cnf')
    const second = join(box.folder, 'second.cnf')
    const files = {
      [path]: [
        '# own',
        '[client]',
        'port=1',
        '[mysqld]',
        'port = 3307',
        'Bind-Address = 10.0.0.1',
        '',
        'require-secure-transport',
        'ssl_cert="/tmp/it is.pem" # the certificate',
        'loose_general-log=ON',
        'secure_file_priv=',
        `!include ${second}`,
        'max_connections=70 # seven',
        `[mysqld-${version}]`,
        'max_allowed_packet=2097152',
        '[mysqldump]',
        'max_connections=90',
        '[server]',
        'skip-name-resolve',
        '',
      ].join('\n'),
      [second]: '[mysqld]\nmax_connections=50\nback_log=77\n',
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text, { mode: 0o644 })
    const args = [`--defaults-file=${path}`, '--back-log=78', '--table-open-cache', '501', '--skip-ssl']
    const theirs = ask(args)
    const input = component({ image: `${family}:${version}`, command: ['mysqld', ...args], files })
    const ours = readOptions(input, packagingOf(input), version, [])
    const names = ['port', 'bind_address', 'ssl_cert', 'max_connections', 'max_allowed_packet', 'back_log', 'table_open_cache']
    expect(names.map((name) => `${name} ${ours.get(name)?.value}`)).toEqual(names.map((name) => `${name} ${theirs.get(name)}`))
    const switches = ['require_secure_transport', 'general_log', 'skip_name_resolve', 'ssl']
    expect(switches.map((name) => `${name} ${/^(on|true|1)$/i.test(ours.get(name)?.value ?? '')}`)).toEqual(
      switches.map((name) => `${name} ${/^(on|true|1)$/i.test(theirs.get(name) ?? '')}`),
    )
    expect(ours.get('max_connections')?.trail[0]).toEqual({ file: 'my.cnf', line: 13 })
  })

  it('takes words apart as we do', () => {
    const args = ['--no-defaults', '--bind_address=127.0.0.1', '--general_log=1', '--tls_version=TLSv1.2', '--local-infile=0']
    const theirs = ask(args)
    const input = component({ image: `${family}:${version}`, command: args })
    const ours = readOptions(input, packagingOf(input), version, [])
    expect([ours.get('bind_address')?.value, ours.get('tls_version')?.value]).toEqual([theirs.get('bind_address'), theirs.get('tls_version')])
    expect([ours.get('general_log')?.value, ours.get('local_infile')?.value]).toEqual(['1', '0'])
    expect([theirs.get('general_log'), theirs.get('local_infile')]).toEqual(['TRUE', 'FALSE'])
  })
})
