import fc from 'fast-check'
import { parseDirectives } from '../directives.ts'
import { parseHttpd } from '../httpd.ts'
import type { Directive } from '../nginx.ts'
import { parseNginx } from '../nginx.ts'
import { parsePgHba } from '../pg-hba.ts'
import { parsePython } from '../python.ts'
import { tried, word, wordLine, words } from '../../../test/edits.ts'
import type { BlockPath } from './blocks.ts'
import { httpdEdits } from './httpd.ts'
import { nginxEdits } from './nginx.ts'
import type { HbaRecord } from './pg-hba.ts'
import { pgHbaEdits } from './pg-hba.ts'
import type { PythonLiteral } from './python.ts'
import { pythonEdits } from './python.ts'
import { redisConfEdits } from './redis-conf.ts'

function nginxLines(directives: readonly Directive[]): string[] {
  return directives.flatMap(({ name, args, block }) => [wordLine(name, args), ...(block === undefined ? [] : [...nginxLines(block), '}'])])
}

tried<readonly string[], readonly string[]>('redis.conf', {
  editor: redisConfEdits,
  total: true,
  read: (text) => parseDirectives(text).directives.map(({ name, args }) => wordLine(name, args)),
  pieces: ['port 6379\n', 'BIND 127.0.0.1 ::1\n', '# c\n', 'requirepass "a\\x41 b"\n', '\n', 'save 900 1\n', 'save 60 5\n', '  user a on >p ~*\n'],
  paths: [
    [['port'], 'port'],
    [['bind'], 'bind'],
    [['requirepass'], 'requirepass'],
    [['save'], 'save'],
    [['new'], 'new'],
  ],
  value: words,
  line: wordLine,
  plain: ['a', 'b'],
})

const nginxPaths: readonly BlockPath[] = [
  ['user'],
  ['server', 'listen'],
  ['server', 0, 'listen'],
  ['server', 1, 'new'],
  ['http', 'server', 'location /a', 'proxy_pass'],
  ['http', 'server', 'location', 0, 'new'],
  ['http', 'gzip'],
]

tried<BlockPath, readonly string[]>('nginx', {
  editor: nginxEdits,
  total: true,
  read: (text) => nginxLines(parseNginx(text).directives),
  pieces: [
    'user a; # c\n',
    'server {\n    listen 80; # c\n    listen "443" ssl;\n}\n',
    'server { listen 80; }\n',
    'server {\n}\n',
    'http {\n\tserver {\n\t\tserver_name a;\n\t\tlocation /a {\n\t\t\tproxy_pass http://b;\n\t\t}\n\t\tlocation /b { }\n\t}\n\tgzip on; }\n',
    '# user b;\n',
    '\n',
  ],
  paths: nginxPaths.map((path) => [path, String(path.at(-1))] as const),
  value: words,
  line: wordLine,
  plain: ['a', '$host'],
})

const httpdPaths: readonly BlockPath[] = [
  ['ServerTokens'],
  ['VirtualHost *:443', 'SSLProtocol'],
  ['virtualhost', 0, 'new'],
  ['VirtualHost', 1, 'SSLEngine'],
  ['Directory /a', 'Require'],
]

tried<BlockPath, readonly string[]>('httpd', {
  editor: httpdEdits,
  read: (text) => parseHttpd(text).map(({ kind, name, args }) => wordLine(`${kind} ${name.toLowerCase()}`, args)),
  pieces: [
    'ServerTokens Full\n',
    '<VirtualHost *:443>\n  SSLEngine on\n  sslprotocol all \\\n    -SSLv3\n</VirtualHost>\n',
    '<VirtualHost *:80>\n</VirtualHost>\n',
    '<Directory "/a">\n\tRequire all granted\n</Directory>\n',
    '# c\n',
    '\n',
    'Header set X "a \\"b\\""\n',
  ],
  paths: httpdPaths.map((path) => [path, `directive ${String(path.at(-1)).toLowerCase()}`] as const),
  value: words,
  line: wordLine,
  plain: ['a', '-b'],
})

const name = fc.record({ text: fc.oneof(fc.constantFrom('all', 'samenet'), fc.stringMatching(/^[a-z][a-z ,#"]{0,5}$/)), quoted: fc.constant(true) })
const record: fc.Arbitrary<HbaRecord> = fc.record({
  type: fc.constantFrom('host', 'hostssl', 'hostnossl'),
  databases: fc.array(name, { minLength: 1, maxLength: 2 }),
  users: fc.array(name, { minLength: 1, maxLength: 2 }),
  address: fc.constantFrom({ text: '10.0.0.0/8', quoted: false }, { text: 'samenet', quoted: false }, { text: '.example.com', quoted: false }),
  method: fc.constantFrom('scram-sha-256', 'cert', 'reject'),
  options: fc.constantFrom([], [{ name: 'clientcert', value: 'verify-full' }]),
})

function hbaLine(record: HbaRecord): string {
  const { type, databases, users, address, method, options } = record
  return JSON.stringify([type, databases.map(({ text }) => text), users.map(({ text }) => text), address?.text, method, options])
}

tried<number, HbaRecord>('pg_hba.conf', {
  editor: pgHbaEdits,
  total: true,
  read: (text) => parsePgHba(text).rows.map(hbaLine),
  pieces: [
    '# TYPE DB\n',
    'local   all   postgres   peer\n',
    'host    all   all  0.0.0.0/0   md5 # c\n',
    'host "a b",c all samenet trust\n',
    '\n',
    'hostssl a b 10.0.0.0 255.0.0.0 \\\n cert map=x\n',
  ],
  paths: [0, 1, 2].map((index) => [index, ''] as const),
  value: record,
  line: (_name, value) => hbaLine(value),
  plain: {
    type: 'hostssl',
    databases: [{ text: 'all', quoted: false }],
    users: [{ text: 'x', quoted: false }],
    address: { text: '::1/128', quoted: false },
    method: 'reject',
    options: [],
  },
})

const literal = fc.oneof(word, fc.boolean(), fc.integer({ min: -1e6, max: 1e6 }), fc.constant(null))

function pythonLine(target: string, value: PythonLiteral): string {
  const one = (each: unknown): string => (each === null ? 'None' : each === true ? 'True' : each === false ? 'False' : JSON.stringify(each))
  return `${target} = ${Array.isArray(value) ? JSON.stringify(value.map(one)) : one(value)}`
}

function pythonLines(text: string): string[] {
  return parsePython(text).statements.flatMap((each) => {
    if (each.kind !== 'assignment') return [each.kind]
    const { value, target } = each
    const one = (item: typeof value): string =>
      item.kind === 'text'
        ? JSON.stringify(item.text)
        : item.kind === 'number'
          ? String(Number(item.text))
          : item.kind === 'constant'
            ? item.value
            : item.kind
    const keys = target.keys.map((key) => (key.kind === 'text' ? ` ${key.text}` : '?')).join('')
    return [`${each.block.className ?? ''}${target.name}${keys} = ${value.kind === 'list' ? JSON.stringify(value.items.map(one)) : one(value)}`]
  })
}

tried<readonly string[], PythonLiteral>('Python', {
  editor: pythonEdits,
  total: true,
  read: pythonLines,
  pieces: [
    'A = 1 # c\n',
    "B = 'x'\n",
    'B = os.environ["B"]\n',
    'if x:\n    A = 2\n',
    'L = [\n    "a", # c\n    "b",\n]\n',
    "c.x = ('a',)\n",
    "app.config['K'] = True\n",
    'class Config:\n    DEBUG = False\n    T = """long\n"""\n',
    'A += 1\n',
    '\n',
    'import os\n',
  ],
  paths: [
    [['A'], 'A'],
    [['B'], 'B'],
    [['L'], 'L'],
    [['NEW'], 'NEW'],
    [['c.x'], 'c.x'],
    [['app.config', 'K'], 'app.config K'],
    [['app.config', 'N'], 'app.config N'],
    [['Config', 'DEBUG'], 'ConfigDEBUG'],
    [['Config', 'N'], 'ConfigN'],
  ],
  value: fc.oneof(literal, fc.array(literal, { maxLength: 3 })),
  line: pythonLine,
  plain: 'a',
})
