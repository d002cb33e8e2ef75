import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseDirectives, splitWords } from './directives.ts'
import { parseLdif } from './ldif.ts'
import type { Directive } from './nginx.ts'
import { parseNginx } from './nginx.ts'
import { parsePgHba } from './pg-hba.ts'

it('reads redis.conf', () => {
  const read = parseDirectives('# c\r\nBIND 127.0.0.1 ::1\r\n  requirepass "a\\x41 \\"b"\nuser x \'it\\\'s\' >p#w\nbad "open\nsave ""\n')
  expect(read.directives.map(({ name, args, span }) => [name, args, span.line])).toEqual([
    ['bind', ['127.0.0.1', '::1'], 2],
    ['requirepass', ['aA "b'], 3],
    ['user', ['x', "it's", '>p#w'], 4],
    ['save', [''], 6],
  ])
  expect(read.problems.map((problem) => problem.line)).toEqual([5])
  expect(splitWords('"a"b')).toBeUndefined()
})

it('reads back any quoted word', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(splitWords(words.map((word) => `"${word.replace(/[\\"]/g, '\\$&')}"`).join(' '))).toEqual(words)
    }),
  )
})

function outline(directives: readonly Directive[]): unknown[] {
  return directives.map(({ name, args, span, block }) => [name, ...args, span.line, span.endLine, ...(block === undefined ? [] : [outline(block)])])
}

it('reads nginx configuration', () => {
  const text = [
    'user nginx; # c', // 1
    'http {', // 2
    '  log_format main \'$a "\\n"\'', // 3
    '    "x;{}";', // 4
    '  server { listen 80 default_server; server_name a#b; }', // 5
    '  location ~ \\.(js|css)$ { return 301 https://$host${uri}x; }', // 6
    '  content_by_lua_block {', // 7
    '    local t = { a = "}" } -- }', // 8
    '    [[ } ]]', // 9
    '  }', // 10
    '  map $x $y { default ""; }', // 11
    '}', // 12
  ].join('\n')
  const read = parseNginx(text)
  expect(read.problems).toEqual([])
  expect(outline(read.directives)).toEqual([
    ['user', 'nginx', 1, 1],
    [
      'http',
      2,
      12,
      [
        ['log_format', 'main', '$a "\n"', 'x;{}', 3, 4],
        [
          'server',
          5,
          5,
          [
            ['listen', '80', 'default_server', 5, 5],
            ['server_name', 'a#b', 5, 5],
          ],
        ],
        ['location', '~', '\\.(js|css)$', 6, 6, [['return', '301', 'https://$host${uri}x', 6, 6]]],
        ['content_by_lua_block', 7, 10, []],
        ['map', '$x', '$y', 11, 11, [['default', '', 11, 11]]],
      ],
    ],
  ])
})

it('keeps the tree of unbalanced nginx configuration', () => {
  const read = parseNginx('a 1;\n}\nb {\n  c 2;\n  d 3\n')
  expect(outline(read.directives)).toEqual([
    ['a', '1', 1, 1],
    [
      'b',
      3,
      5,
      [
        ['c', '2', 4, 4],
        ['d', '3', 5, 5],
      ],
    ],
  ])
  expect(read.problems).toEqual([
    { line: 2, message: 'unexpected "}"' },
    { line: 3, message: 'a block does not end' },
    { line: 5, message: 'a directive does not end with ";"' },
  ])
})

it('reads pg_hba.conf', () => {
  const text = [
    '# TYPE DATABASE USER ADDRESS METHOD', // 1
    'local all "all" peer map=m', // 2
    'host a,"b c", d all 10.0.0.0 255.0.0.0 md5', // 3
    'hostssl all +admins ::1/128 cert clientcert=verify-full # c', // 4
    'host replication /^x.*$ .example.com \\', // 5
    '  scram-sha-256', // 6
    'host all all samenet trust', // 7
    'include more.conf', // 8
    'host all all', // 9
    'tcp all all all trust', // 10
    'host all all 10.0.0.1 trust', // 11
    'host all all db trust', // 12
  ].join('\n')
  const read = parsePgHba(text)
  expect(
    read.rows.map((row) => [
      row.type,
      row.databases.map((one) => one.text).join('|'),
      row.address?.text,
      row.mask,
      row.method,
      row.span.line,
      row.span.endLine,
    ]),
  ).toEqual([
    ['local', 'all', undefined, undefined, 'peer', 2, 2],
    ['host', 'a|b c|d', '10.0.0.0', '255.0.0.0', 'md5', 3, 3],
    ['hostssl', 'all', '::1/128', undefined, 'cert', 4, 4],
    ['host', 'replication', '.example.com', undefined, 'scram-sha-256', 5, 6],
    ['host', 'all', 'samenet', undefined, 'trust', 7, 7],
    ['host', 'all', 'db', undefined, 'trust', 12, 12],
  ])
  expect(read.rows[0]?.users).toEqual([{ text: 'all', quoted: true }])
  expect(read.rows[2]?.options).toEqual([{ name: 'clientcert', value: 'verify-full' }])
  expect(read.includes).toMatchObject([{ name: 'include', file: 'more.conf', before: 5 }])
  expect(read.problems.map((problem) => problem.line)).toEqual([9, 10, 11])
})

it('reads LDIF', () => {
  const text = [
    'version: 1', // 1
    '# a comment', // 2
    ' folded', // 3
    'dn: cn=admin,', // 4
    ' dc=x', // 5
    'userPassword:: cMOkc3M=', // 6
    'photo:< file:///x', // 7
    '', // 8
    'dn: olcDatabase={1}mdb,cn=config', // 9
    'changetype: modify', // 10
    'replace: olcAccess', // 11
    'olcAccess: to * by * read', // 12
    '-', // 13
    'delete: olcRootPW', // 14
    '', // 15
    'cn: stray', // 16
  ].join('\n')
  const read = parseLdif(text)
  expect(read.entries.map((entry) => [entry.dn, entry.changeType, entry.span.line, entry.span.endLine])).toEqual([
    ['cn=admin,dc=x', 'add', 4, 7],
    ['olcDatabase={1}mdb,cn=config', 'modify', 9, 14],
  ])
  expect(read.entries[0]?.attributes.map(({ name, value, form, span }) => [name, value, form, span.line])).toEqual([
    ['userPassword', 'p\u00e4ss', 'base64', 6],
    ['photo', 'file:///x', 'url', 7],
  ])
  const changes = read.entries[1]?.changes.map(({ operation, attribute, values }) => [operation, attribute, values.map((each) => each.value)])
  expect(changes).toEqual([
    ['replace', 'olcAccess', ['to * by * read']],
    ['delete', 'olcRootPW', []],
  ])
  expect(read.problems).toEqual([{ line: 16, message: 'an entry does not begin with its dn' }])
})
