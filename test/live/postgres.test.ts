import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePgHba } from '../../src/formats/pg-hba.ts'
import { readConfiguration } from '../../src/technologies/postgres/configuration.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, sandbox, reason } from './server.ts'

const server = program('/usr/lib/postgresql/*/bin/postgres')

describe.skipIf(isMissing(server))(`postgres${reason(server)}`, () => {
  let box: Sandbox
  let data: string
  const bin = (name: string): string => (server ?? '').replace(/postgres$/, name)
  beforeAll(() => {
    box = sandbox('postgres')
    data = join(box.folder, 'data')
    box.run(bin('initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', '--locale=C', '--encoding=UTF8'])
  })
  afterAll(async () => box.stop())

  async function running(args: readonly string[]): Promise<(sql: string) => readonly (readonly string[])[]> {
    const port = await freePort()
    const fixed = ['-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${box.folder}`, '-c', 'fsync=off']
    const child = box.start(bin('postgres'), ['-D', data, ...args, ...fixed])
    const ask = (sql: string): readonly (readonly string[])[] => {
      const text = box.run(bin('psql'), [
        '-h',
        box.folder,
        '-p',
        String(port),
        '-U',
        'postgres',
        '-d',
        'postgres',
        '-X',
        '-A',
        '-t',
        '-F',
        '\t',
        '-c',
        sql,
      ])
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split('\t'))
    }
    await eventually(() => {
      if (child.exitCode !== null) throw new Error('the server ended')
      return ask('select 1')
    })
    return (sql) => ask(sql)
  }

  async function stopped(): Promise<void> {
    box.run(bin('pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'])
  }

  it('has the defaults that the reading claims', async () => {
    const ask = await running([])
    const boot = new Map(
      ask(
        "select name, boot_val from pg_settings where name in ('ssl','listen_addresses','port','ssl_min_protocol_version','password_encryption','row_security')",
      ).map(([name = '', value = '']) => [name, value]),
    )
    expect(Object.fromEntries(boot)).toEqual({
      ssl: 'off',
      listen_addresses: 'localhost',
      port: '5432',
      ssl_min_protocol_version: 'TLSv1.2',
      password_encryption: 'scram-sha-256',
      row_security: 'on',
    })
    await stopped()
  })

  it('reads files, includes and the command line as we do', async () => {
    const folder = join(box.folder, 'conf')
    mkdirSync(join(folder, 'more'), { recursive: true })
    const path = join(folder, 'own.conf')
    const files: Record<string, string> = {
      [path]:
        "# own\nLOG_statement = 'ddl'\nwork_mem 8MB # comment\nssl_ciphers='HIGH:it''s'\nmaintenance_work_mem = 20MB\ninclude 'second.conf'\ninclude_if_exists 'nowhere.conf'\ninclude_dir 'more'\nlog_line_prefix = 'a\\tb'\n",
      [join(folder, 'second.conf')]: 'maintenance_work_mem = 30MB\ntemp_buffers = 9MB\n',
      [join(folder, 'more', '01.conf')]: 'temp_buffers = 10MB\nlog_duration = yes\n',
      [join(folder, 'more', '02.conf')]: 'temp_buffers = 11MB\n',
      [join(folder, 'more', 'ignored.txt')]: 'temp_buffers = 12MB\n',
    }
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text, { mode: 0o644 })
    if (process.getuid?.() === 0) for (const each of [folder, join(folder, 'more'), ...Object.keys(files)]) chownSync(each, 65_534, 65_534)
    chmodSync(folder, 0o755)
    const args = ['-c', `config_file=${path}`, '--log-min-messages=error', '-cwork_mem=9MB', '-c', 'log-connections=on']
    const ask = await running([
      ...args,
      '-c',
      `data_directory=${data}`,
      '-c',
      `hba_file=${join(data, 'pg_hba.conf')}`,
      '-c',
      `ident_file=${join(data, 'pg_ident.conf')}`,
    ])
    const gaps: { why: string }[] = []
    const { settings } = readConfiguration(component({ image: 'postgres:15', command: ['postgres', ...args], files }), 'official', data, gaps)
    expect(gaps).toEqual([])
    const names = [
      'log_statement',
      'work_mem',
      'ssl_ciphers',
      'maintenance_work_mem',
      'temp_buffers',
      'log_line_prefix',
      'log_duration',
      'log_min_messages',
      'log_connections',
    ]
    const theirs = new Map(
      ask(`select name, encode(convert_to(current_setting(name), 'UTF8'), 'hex') from pg_settings`).map(([name = '', hex = '']) => [
        name,
        Buffer.from(hex, 'hex').toString(),
      ]),
    )
    const switches = new Set(['log_duration', 'log_connections'])
    for (const name of names) {
      const ours = settings.get(name)?.value.trim()
      expect(`${name} ${switches.has(name) ? 'on' : ours}`).toBe(`${name} ${theirs.get(name)}`)
    }
    expect(settings.get('temp_buffers')?.trail[0]).toEqual({ file: '02.conf', line: 1 })
    await stopped()
  })

  const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'the defaults of the package': {
      'postgresql.conf': "max_connections = 100\t\t\t# (change requires restart)\nshared_buffers = 128MB\ndatestyle = 'iso, mdy'\n",
    },
    hardened: {
      'postgresql.conf':
        "password_encryption = scram-sha-256\nlog_connections = on\nlog_disconnections = on\nlog_statement = 'ddl'\nrow_security = on\nlog_line_prefix = '%m [%p] db=%d,user=%u '\n",
    },
    weak: { 'postgresql.conf': 'password_encryption = md5\nlog_connections off\nlog_statement all\nlog_file_mode = 0644\nrow_security = FALSE\n' },
    'with includes and what ALTER SYSTEM wrote': {
      'postgresql.conf': "work_mem = 5MB\ninclude 'sub/one.conf'\nwork_mem = 6MB\ninclude_dir = 'sub/d'\n",
      'sub/one.conf': "temp_buffers = 9MB\ninclude 'two.conf'\n",
      'sub/two.conf': 'temp_buffers = 10MB\n',
      'sub/d/b.conf': 'work_mem = 7MB\n',
      'sub/d/a.conf': 'work_mem = 8MB\n',
      'postgresql.auto.conf': "# Do not edit this file manually!\nlog_duration = 'on'\ntemp_buffers = '11MB'\n",
    },
    'strange but legal': {
      'postgresql.conf':
        "MAINTENANCE_WORK_MEM='4MB'\n   temp_buffers   \t 9MB\nsearch_path = 'a''b, \"$user\"'\nmy.own_setting = 'x\\'y'\napplication_name=''\nlog_duration tru\nwork_mem = 0x1000kB # hex\n",
    },
  }

  it.each(Object.keys(configurations))('finds the lines in force as pg_file_settings does: %s', async (name) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const files: Record<string, string> = {}
    for (const [file, text] of Object.entries(configurations[name]!)) {
      const path = file === 'postgresql.auto.conf' ? join(data, file) : join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text, { mode: 0o644 })
      if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534)
      files[path] = text
    }
    chmodSync(folder, 0o755)
    const main = join(folder, 'postgresql.conf')
    const places = ['-c', `config_file=${main}`, '-c', `data_directory=${data}`]
    const ask = await running([...places, '-c', `hba_file=${join(data, 'pg_hba.conf')}`, '-c', `ident_file=${join(data, 'pg_ident.conf')}`])
    const theirs = ask('select lower(name), setting, sourceline from pg_file_settings where applied and error is null order by 1')
    const gaps: { why: string }[] = []
    const { settings } = readConfiguration(component({ form: 'process', command: ['postgres', ...places], files }), 'host', data, gaps)
    const ours = [...settings].filter(([key]) => key !== 'config_file' && key !== 'data_directory')
    expect(gaps).toEqual([])
    expect(ours.map(([key, { value, trail }]) => [key, value, String(trail[0]?.line)].join(' ')).toSorted()).toEqual(
      theirs.map((row) => row.join(' ')).toSorted(),
    )
    await stopped()
    rmSync(join(data, 'postgresql.auto.conf'), { force: true })
  })

  it('splits pg_hba.conf as the server does', async () => {
    const path = join(box.folder, 'hba.conf')
    const text = [
      '# TYPE DATABASE USER ADDRESS METHOD',
      'local all all trust',
      'host all all 127.0.0.1/32 trust',
      'hostssl "all",app +admins,bob 10.0.0.0/8 scram-sha-256',
      'hostnossl all all 0.0.0.0/0 reject',
      'host all all 192.168.0.0 255.255.0.0 md5',
      'hostssl replication rep ::/0 cert clientcert=verify-full map=m',
      'host all all \\',
      '  samenet password',
      'host all all .example.com ident',
      'local sameuser all peer map=x # comment',
      '',
    ].join('\n')
    writeFileSync(path, text, { mode: 0o644 })
    const pem = join(box.folder, 'ca.pem')
    const key = join(box.folder, 'ca.key')
    box.run('/usr/bin/openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      pem,
    ])
    const ask = await running([
      '-c',
      `hba_file=${path}`,
      '-c',
      'ssl=on',
      '-c',
      `ssl_cert_file=${pem}`,
      '-c',
      `ssl_key_file=${key}`,
      '-c',
      `ssl_ca_file=${pem}`,
    ])
    const theirs = ask(
      "select line_number, type, array_to_string(database, ','), array_to_string(user_name, ','), coalesce(address,'-'), auth_method from pg_hba_file_rules where error is null order by line_number",
    )
    const { rows, problems } = parsePgHba(text)
    expect(problems).toEqual([])
    const names = (list: readonly { text: string }[]): string => list.map((name) => name.text).join(',')
    expect(
      rows.map((row) => [
        String(row.span.line),
        row.type,
        names(row.databases),
        names(row.users),
        row.address?.text.replace(/\/\d+$/, '') ?? '-',
        row.method,
      ]),
    ).toEqual(theirs)
    await stopped()
  })
})
