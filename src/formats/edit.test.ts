import { expect, it } from 'vitest'
import type { Cannot, Change } from './edit.ts'
import { applyEdits } from './edit.ts'
import { envEdits } from './edits/env.ts'
import { hadoopXmlEdits } from './edits/hadoop-xml.ts'
import { httpdEdits } from './edits/httpd.ts'
import { iniEdits } from './edits/ini.ts'
import { jsonEdits } from './edits/json.ts'
import { nginxEdits } from './edits/nginx.ts'
import { pgHbaEdits } from './edits/pg-hba.ts'
import { postgresConfEdits } from './edits/postgres-conf.ts'
import { propertiesEdits } from './edits/properties.ts'
import { pythonEdits } from './edits/python.ts'
import { redisConfEdits } from './edits/redis-conf.ts'
import { shellEdits } from './edits/shell.ts'
import { sysctlEdits } from './edits/sysctl.ts'
import { tomlEdits } from './edits/toml.ts'
import { yamlEdits } from './edits/yaml.ts'

it('puts edits in with the line ends of the file', () => {
  expect(applyEdits('\ufeffa\r\nb', [{ start: 5, end: 5, text: '\nc' }])).toBe('\ufeffa\r\nb\r\nc')
  const two = [
    { start: 2, end: 3, text: 'C' },
    { start: 0, end: 1, text: 'A' },
  ]
  expect(applyEdits('abc', two)).toBe('AbC')
})

it('takes edits that overlap or lie outside for a bug', () => {
  const first = { start: 0, end: 2, text: '' }
  expect(() => applyEdits('abc', [first, { start: 1, end: 3, text: '' }])).toThrow('overlap')
  expect(() => applyEdits('abc', [{ start: 2, end: 4, text: '' }])).toThrow('outside')
})

/** What becomes of a text, or why nothing does. */
function result(text: string, change: Change | Cannot): string {
  return 'cannot' in change ? change.cannot : applyEdits(text, change.edits)
}

const base = 'x: &base\n  a: 1\n'
const server = 'server {\n    listen 80; # c\n    location / { root /a; }\n}\n'
const host = '<VirtualHost *:443>\n  SSLEngine on\n  <Directory /a>\n  </Directory>\n</VirtualHost>\n'
const hba = '# TYPE\nhost    all   all  0.0.0.0/0   md5 # c\n'
const row = {
  type: 'hostssl',
  databases: [{ text: 'all', quoted: false }],
  users: [{ text: 'all', quoted: false }],
  address: { text: '0.0.0.0/0', quoted: false },
  method: 'scram-sha-256',
  options: [],
}

it.each<[string, string, (text: string) => Change | Cannot, string]>([
  ['a text that looks like a number', 'a: "1" # c\n', (text) => yamlEdits().set(text, ['a'], 'yes'), 'a: "yes" # c\n'],
  ['a port, which YAML 1.1 takes for a number', 'p:\n- a\n', (text) => yamlEdits().set(text, ['p', 0], '22:22'), 'p:\n- "22:22"\n'],
  ['a key that a merge gives', `${base}y:\n  <<: *base\n`, (text) => yamlEdits().set(text, ['y', 'a'], 2), `${base}y:\n  <<: *base\n  a: 2\n`],
  ['an alias', `${base}y: *base\n`, (text) => yamlEdits().set(text, ['y'], 'z'), `${base}y: z\n`],
  ['what stands behind an alias', `${base}y: *base\n`, (text) => yamlEdits().set(text, ['y', 'a'], 2), 'x: &base\n  a: 1\ny:\n  <<: *base\n  a: 2\n'],
  [
    'an anchor that others use',
    `${base}y: *base\n`,
    (text) => yamlEdits().set(text, ['x', 'a'], 2),
    'the change would reach other places, or the format cannot hold the value',
  ],
  ['the second document', 'a: 1\n---\na: 1\n', (text) => yamlEdits(1).set(text, ['a'], 2), 'a: 1\n---\na: 2\n'],
  [
    "a template's value",
    'a: {{ x }}\n',
    (text) => yamlEdits().set(text, ['a'], 2),
    'a template gives the value; it is to be changed where the template is filled in',
  ],
  ['a broken file', 'a: [\n', (text) => yamlEdits().set(text, ['a'], 2), expect.stringMatching(/^the file has a fault in line/) as string],
  ['a member behind a comment', '{\n  "a": 1 // c\n}', (text) => jsonEdits.set(text, ['b'], [true]), '{\n  "a": 1, // c\n  "b": [true]\n}'],
  ['the last member', '{\n  "a": 1, // c\n  "b": 2\n}', (text) => jsonEdits.remove(text, ['b']), '{\n  "a": 1 // c\n}'],
  ['a key in front of the tables', '[t]\na = 1\n', (text) => tomlEdits.set(text, ['b'], 'x'), 'b = "x"\n\n[t]\na = 1\n'],
  ['a table that is new', 'a = 1\n', (text) => tomlEdits.set(text, ['t', 'u', 'b'], true), 'a = 1\n\n[t.u]\nb = true\n'],
  ['null, which TOML has not', 'a = 1\n', (text) => tomlEdits.set(text, ['a'], null), expect.stringMatching(/cannot hold/) as string],
  [
    'a default that is commented out',
    '[s]\n;p = admin\n\n[t]\n',
    (text) => iniEdits.grafana.set(text, ['s', 'p'], 'a#b'),
    '[s]\n;p = admin\np = "a#b"\n\n[t]\n',
  ],
  ['a percent sign for configparser', '[s]\np = 1\n', (text) => iniEdits.interpolated.set(text, ['s', 'p'], '5%'), '[s]\np = 5%%\n'],
  [
    'a line break in an option file',
    '[s]\n',
    (text) => iniEdits.mysql.set(text, ['s', 'p'], 'a\nb'),
    'the format has no way to write this value here',
  ],
  ['a dollar in an env file', 'A=${B}\n', (text) => envEdits.set(text, ['A'], 'p$1'), "A='p$1'\n"],
  ['a quote and a line break in an env file', 'A="x"\n', (text) => envEdits.set(text, ['A'], 'a"\nb'), 'A="a\\"\\nb"\n'],
  ['a quote in a shell script', 'export A=1\n', (text) => shellEdits.set(text, ['B'], "it's"), "export A=1\nexport B='it'\\''s'\n"],
  ['what the shell adds up', 'A=1\nA+=2\n', (text) => shellEdits.set(text, ['A'], '3'), 'the value is put together by several assignments'],
  ['a value over several lines', 'a = b,\\\n  c\nd=1', (text) => propertiesEdits.set(text, ['a'], ' x\u00e9'), 'a = \\ x\\u00e9\nd=1'],
  ['a backslash in properties', 'a=1\n', (text) => propertiesEdits.set(text, ['a'], 'C:\\x'), 'a=C:\\\\x\n'],
  ['a quote in postgresql.conf', 'Port = 1 # c\n', (text) => postgresConfEdits.set(text, ['port'], "a'b"), "Port = 'a''b' # c\n"],
  ['the other spelling of a key', 'net/ipv4/x=0\n', (text) => sysctlEdits.set(text, ['net.ipv4.x'], '1'), 'net/ipv4/x=1\n'],
  [
    'an empty element',
    '<configuration>\n<property><name>a</name><value/></property>\n</configuration>',
    (text) => hadoopXmlEdits.set(text, ['a'], '<&'),
    '<configuration>\n<property><name>a</name><value>&lt;&amp;</value></property>\n</configuration>',
  ],
  ['a password with blanks for Redis', 'port 1\n', (text) => redisConfEdits.set(text, ['requirepass'], ['a "b']), 'port 1\nrequirepass "a \\"b"\n'],
  [
    'a directive in a block',
    server,
    (text) => nginxEdits.set(text, ['server', 'ssl_protocols'], ['TLSv1.3']),
    server.replace('# c\n', '# c\n    ssl_protocols TLSv1.3;\n'),
  ],
  [
    'a directive in a block of one line',
    server,
    (text) => nginxEdits.set(text, ['server', 'location /', 'index'], ['a;b']),
    server.replace('/a;', '/a; index "a;b";'),
  ],
  [
    'one of two blocks',
    server + server,
    (text) => nginxEdits.remove(text, ['server', 'listen']),
    'several blocks fit; the path does not say which one',
  ],
  [
    'a directive of a section',
    host,
    (text) => httpdEdits.set(text, ['VirtualHost', 'SSLProtocol'], ['-all', '+TLSv1.3']),
    host.replace('on\n', 'on\n  SSLProtocol -all +TLSv1.3\n'),
  ],
  [
    'a directive of an empty section',
    host,
    (text) => httpdEdits.set(text, ['VirtualHost', 'Directory /a', 'Require'], ['all', 'denied']),
    host.replace('/a>\n', '/a>\n      Require all denied\n'),
  ],
  ['columns of a row', hba, (text) => pgHbaEdits.set(text, 0, row), '# TYPE\nhostssl all   all  0.0.0.0/0   scram-sha-256 # c\n'],
  ['a literal', 'A = 1\nclass C:\n    B = None # c\n', (text) => pythonEdits.set(text, ['C', 'B'], "a'"), 'A = 1\nclass C:\n    B = "a\'" # c\n'],
  ['a value that is computed', 'A = f()\n', (text) => pythonEdits.set(text, ['A'], 1), 'the value is computed by the program'],
])('changes %s', (_name, text, change, meant) => {
  expect(result(text, change(text))).toEqual(meant)
})

it('says what somebody should know', () => {
  expect(iniEdits.grafana.set('[s]\na = 1\na = 2\n', ['s', 'a'], '3')).toMatchObject({
    notes: ['it is written more than once; the last one is changed'],
  })
  expect(yamlEdits().set('a: 1\na: 2\n', ['a'], 3)).toMatchObject({ notes: ['the key "a" is written twice; the last one counts'] })
  expect(envEdits.set('A=${B}\n', ['A'], 'x')).toMatchObject({ notes: ['the value was put together from variables; now it is a fixed one'] })
})
