import { expect, it } from 'vitest'
import { parseHadoopXml } from './hadoop-xml.ts'
import { iniStyles, parseIni } from './ini.ts'
import { parsePostgresConf } from './postgres-conf.ts'
import { parseProperties } from './properties.ts'

it('reads INI as configparser does', () => {
  const read = parseIni('[core]\n; c\nkey = a ; b\nlong: one\n  two\n# x\n[web]\r\nempty =\r\nbad\n', iniStyles.python)
  expect(read.entries.map((entry) => [entry.section, entry.key, entry.value, entry.span.line, entry.span.endLine])).toEqual([
    ['core', 'key', 'a ; b', 3, 3],
    ['core', 'long', 'one\ntwo', 4, 5],
    ['web', 'empty', '', 8, 8],
  ])
  expect(read.problems.map((problem) => problem.line)).toEqual([9])
})

it('reads INI as Grafana does', () => {
  const read = parseIni(
    ';x = 1\n[security]\nadmin_password = a#b\nsecret = """c#d;e"""\nmany = """f\ng"""\nquoted = "h;i"\nlast = 1',
    iniStyles.grafana,
  )
  expect(read.entries.map((entry) => [entry.key, entry.value, entry.span.line])).toEqual([
    ['admin_password', 'a', 3],
    ['secret', 'c#d;e', 4],
    ['many', 'f\ng', 5],
    ['quoted', 'h;i', 7],
    ['last', '1', 8],
  ])
  expect(read.problems).toEqual([])
})

it('reads option files of MySQL', () => {
  const read = parseIni('[mysqld]\nskip-networking # c\nbind-address="::"\npw = \'a#b\'\n!includedir /etc/mysql/conf.d/\n', iniStyles.mysql)
  expect(read.entries.map((entry) => [entry.key, entry.value])).toEqual([
    ['skip-networking', undefined],
    ['bind-address', '::'],
    ['pw', 'a#b'],
  ])
  expect(read.directives).toMatchObject([{ name: 'includedir', argument: '/etc/mysql/conf.d/', span: { line: 5 } }])
})

it('reads Java properties', () => {
  const read = parseProperties('# c\n! c\na=1\nb : 2\nc 3\n\\:d\\u0041 = x\\ty\nlong = one,\\\n    two\\\\\nempty\npath=C:\\\\x\n')
  expect(read.entries.map((entry) => [entry.key, entry.value, entry.span.line, entry.span.endLine])).toEqual([
    ['a', '1', 3, 3],
    ['b', '2', 4, 4],
    ['c', '3', 5, 5],
    [':dA', 'x\ty', 6, 6],
    ['long', 'one,two\\', 7, 8],
    ['empty', '', 9, 9],
    ['path', 'C:\\x', 10, 10],
  ])
})

it('reads Hadoop settings', () => {
  const text = [
    '<?xml version="1.0"?>', // 1
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', // 2
    '<configuration>', // 3
    '  <!-- <property><name>no</name></property> -->', // 4
    '  <property>', // 5
    '    <name>a.b</name>', // 6
    '    <value>x &amp; y</value>', // 7
    '    <final>true</final>', // 8
    '  </property>', // 9
    '  <property><name> c </name><value/></property>', // 10
    '  <property name="d" value="1"/>', // 11
    '  <property><value>2</value></property>', // 12
    '  <xi:include href="more.xml"/>', // 13
    '</configuration>',
  ].join('\n')
  const read = parseHadoopXml(text)
  expect(read.properties.map(({ name, value, final, span }) => [name, value, final, span.line])).toEqual([
    ['a.b', 'x & y', true, 7],
    ['c', '', false, 10],
    ['d', '1', false, 11],
  ])
  const first = read.properties[0]?.span
  expect(text.slice(first?.start, first?.end)).toBe('x &amp; y')
  expect(read.includes.map((include) => [include.href, include.span.line])).toEqual([['more.xml', 13]])
  expect(read.problems.map((problem) => problem.line)).toEqual([12])
  expect(parseHadoopXml('<configuration>&e;').problems.length).toBeGreaterThan(0)
})

it('reads postgresql.conf', () => {
  const text =
    "# c\nlisten_addresses = '*' # all\nSSL on\nport=5432\nshared_buffers 128MB\nx.y = 'it''s \\'q\\' \\101'\ninclude_dir 'conf.d'\nbad = a b\n= 1\nalone\n"
  const read = parsePostgresConf(text)
  expect(read.entries.map((entry) => [entry.key, entry.value, entry.span.line])).toEqual([
    ['listen_addresses', '*', 2],
    ['ssl', 'on', 3],
    ['port', '5432', 4],
    ['shared_buffers', '128MB', 5],
    ['x.y', "it's 'q' A", 6],
    ['include_dir', 'conf.d', 7],
  ])
  expect(read.problems.map((problem) => problem.line)).toEqual([8, 9, 10])
})
