import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseAptConf } from './apt-conf.ts'
import { parseCuttlefish } from './cuttlefish.ts'
import { parseDirectives } from './directives.ts'
import { parseEnv } from './env.ts'
import { parseErlangTerms } from './erlang-terms.ts'
import { parseHadoopXml } from './hadoop-xml.ts'
import { iniStyles, parseIni } from './ini.ts'
import { parseJaas } from './jaas.ts'
import { parseJson } from './json.ts'
import { parseKrb5 } from './krb5.ts'
import { parseLdif } from './ldif.ts'
import { parseNft } from './nft.ts'
import { parseNginx } from './nginx.ts'
import { parsePgHba } from './pg-hba.ts'
import { parsePostgresConf } from './postgres-conf.ts'
import { parseProperties } from './properties.ts'
import { parsePython } from './python.ts'
import { parseAssignments } from './shell-assignments.ts'
import { parseSlapdConf } from './slapd-conf.ts'
import { parseSshConfig } from './ssh-config.ts'
import { parseSysctl } from './sysctl.ts'
import { parseToml } from './toml.ts'
import { parseXml } from './xml.ts'
import { parseYaml } from './yaml.ts'
import { effort } from '../testing/effort.ts'

const formats: readonly [string, (text: string) => { readonly problems: readonly { readonly line: number }[] }, readonly string[]][] = [
  ['directives', parseDirectives, ['a', ' ', '"', "'", '\\', '\n', '\r\n', '\\x41', '#']],
  ['nginx', parseNginx, ['a', ' ', '"', "'", '\\', '\n', '{', '}', ';', '#', '$', 'x_by_lua_block ', '--', '[[', ']]']],
  ['env', parseEnv, ['A', '=', ':', '"', "'", '\\', '\n', '\r\n', ' ', '#', 'export ', '$']],
  ['yaml', parseYaml, ['a', ': ', '- ', '\n', '[', '{', '"', '|', '&a ', '*a', '? ', '!x ', '<<: *a\n', '#', '---\n', '%', '\t']],
  ['json', parseJson, ['{', '}', '[', ']', ',', ':', '"a"', '1', 'true', '"', '\\', '\n', '//', '/*', '*/', '\uFEFF']],
  [
    'toml',
    parseToml,
    ['a', '.', '=', ' = ', '1', '"', "'", '"""', "'''", '[', ']', '[[a]]\n', '[a]\n', '{', '}', ',', '\n', '#', '\\', '\\u0041', '2020-01-01'],
  ],
  ['ini', parseIni, ['a', '=', ':', ' ', '\n', '[', ']', '#', ';', '"""', '"', '!include x']],
  ['ini for python', (text) => parseIni(text, iniStyles.python), ['a', '=', ':', ' ', '\n', '\n  ', '[', ']', '#', ';']],
  ['ini for grafana', (text) => parseIni(text, iniStyles.grafana), ['a', '=', ' ', '\n', '[', ']', '#', ';', '"""', '"', '`']],
  ['ini for mysql', (text) => parseIni(text, iniStyles.mysql), ['a', '=', ' ', '\n', '[', ']', '#', ';', '"', "'", '!include ', '\\']],
  ['ssh-config', (text) => ({ problems: parseSshConfig(text).problems }), ['Port', ' ', '=', '"', "'", '\\', '\n', '#', 'a', 'Match ']],
  ['slapd-conf', parseSlapdConf, ['access ', 'to ', '"', '\\', '\\\n', '\n', '\n ', '\n\t', '\r\n', '#', 'database ', '{0}', '*']],
  ['krb5', parseKrb5, ['[a]', '*', 'a', ' = ', '{', '}', '\n', '"', '\\', '#', ' ', 'include ', 'includedir x', '[']],
  ['apt-conf', parseAptConf, ['a', '::', ' ', '{', '}', ';', '"', '//', '/*', '*/', '#', '#clear ', '\n']],
  ['sysctl', parseSysctl, ['a', '.', '/', '=', '-', ' ', '\n', '\r\n', '#', ';', '*']],
  ['cuttlefish', parseCuttlefish, ['a', '.', '\\.', ' = ', "'", '#', '\n', '\r\n', ' ', '\t', 'include ', '*.conf', '$(a)']],
  [
    'erlang-terms',
    parseErlangTerms,
    ['a', '[', ']', '{', '}', '#{', '=>', ',', '.', '\n', '"', "'", '\\', '<<', '>>', '16#', '1', '$', '%', '-', '/', ':', '{{ x }}'],
  ],
  ['nft', parseNft, ['table ', 'chain ', 'a', ' ', '{', '}', ';', ',', '=', '"', '#', '\\\n', '\n', '$a', 'define ', 'ct ']],
  ['properties', parseProperties, ['a', '=', ':', ' ', '\\', '\n', '\r\n', '#', '!', '\\u0041']],
  [
    'hadoop-xml',
    parseHadoopXml,
    [
      '<configuration>',
      '<property>',
      '</property>',
      '<name>',
      '</name>',
      '<value>',
      '</value>',
      'a',
      '\n',
      '\r\n',
      '<!--',
      '-->',
      '&amp;',
      '<',
      '/>',
      '<![CDATA[',
      ']]>',
      '\u{1F600}',
    ],
  ],
  [
    'xml',
    parseXml,
    ['<a b="c">', '</a>', '<d/>', 'a', '\n', '<!--', '-->', '&amp;', '&e;', '<', '>', '<![CDATA[', ']]>', '<!DOCTYPE a [<!ENTITY e "x">]>'],
  ],
  ['jaas', parseJaas, ['Server', ' ', '{', '}', ';', '=', '"a"', '"', '\\', '\n', '//', '/*', '*/', '/', 'required', 'a=b']],
  [
    'shell-assignments',
    parseAssignments,
    ['A=', 'A+=', 'b', ' ', '\n', '\r\n', '"', "'", '\\', '$A', '${A:-b}', '$(', ')', '`', '#', ';', '{', '}', 'export ', 'if ', 'then '],
  ],
  ['postgres-conf', parsePostgresConf, ['a', '=', ' ', "'", "''", '\\', '\n', '#', '1', 'include ']],
  ['pg-hba', parsePgHba, ['host', 'local', ' ', ',', '"', '\\', '\n', '#', 'all', '10.0.0.0/8', 'trust', '::1', 'a=b']],
  [
    'python',
    parsePython,
    [
      'A',
      ' = ',
      '\n',
      '\n  ',
      '\t',
      '\r\n',
      '"',
      "'",
      '"""',
      "f'",
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ',',
      ':',
      '.',
      '\\',
      '#',
      '1',
      ' if ',
      ' or ',
      'class ',
      'else:',
      'lambda ',
      '-',
      '**',
      '%',
      'import ',
      'from ',
      '*',
      ';',
      '@',
      'b',
      '0x',
      '.format(',
    ],
  ],
  ['ldif', parseLdif, ['dn: a', 'a: b', '\n', '\n ', '\n\n', '-', '::', ':<', '#', 'changetype: modify\n', 'add: x\n']],
]

/** Every span anywhere in a result. */
function* spansIn(value: unknown): Generator<{ line: number; endLine: number; start: number; end: number }> {
  if (typeof value !== 'object' || value === null) return
  if ('start' in value && 'end' in value && 'line' in value && 'endLine' in value) {
    yield { line: Number(value.line), endLine: Number(value.endLine), start: Number(value.start), end: Number(value.end) }
  } else for (const each of Object.values(value)) yield* spansIn(each)
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}

for (const [name, parse, pieces] of formats) {
  it(`${name} never throws, and its spans lie within the text`, () => {
    const made = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((some) => some.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), made), (text) => {
        const result = parse(text)
        const lines = text.split('\n').length
        for (const { line } of result.problems) expect(line >= 1 && line <= lines).toBe(true)
        for (const span of spansIn(result)) {
          expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true)
          expect(span.line).toBe(lineAt(text, span.start))
          expect(span.endLine).toBe(lineAt(text, Math.max(span.start, span.end - 1)))
        }
      }),
      { numRuns: 1000 },
    )
  })
}

it('stays quick on hostile input', { timeout: 180_000 }, () => {
  const long = 50_000
  const read = (): void => {
    for (const [, parse, pieces] of formats)
      for (const piece of pieces) {
        parse(piece.repeat(Math.floor(long / piece.length)))
        parse(`${piece}\n`.repeat(Math.floor(long / (piece.length + 1))))
      }
  }
  expect(effort(read)).toBeLessThan(2000)
})
