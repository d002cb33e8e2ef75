import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change, Editor } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { parseEnv } from '../env.ts'
import { parseHadoopXml } from '../hadoop-xml.ts'
import { interpolated } from '../ini-interpolation.ts'
import type { IniOptions } from '../ini.ts'
import { iniStyles, parseIni } from '../ini.ts'
import { parsePostgresConf } from '../postgres-conf.ts'
import { parseProperties } from '../properties.ts'
import { parseAssignments } from '../shell-assignments.ts'
import { parseSysctl } from '../sysctl.ts'
import { envEdits } from './env.ts'
import { hadoopXmlEdits } from './hadoop-xml.ts'
import { iniEdits } from './ini.ts'
import { postgresConfEdits } from './postgres-conf.ts'
import { propertiesEdits } from './properties.ts'
import { shellEdits } from './shell.ts'
import { sysctlEdits } from './sysctl.ts'

type Path = readonly string[]

/** A format as the properties below see it; `read` asks the format's reader, not the editor, and gives what counts for every path. */
interface Tried {
  readonly editor: Editor<Path, string>
  readonly read: (text: string) => Map<string, unknown>
  /** Whole pieces of files; any of them may stand behind any other. */
  readonly pieces: readonly string[]
  readonly wrap?: (pieces: string) => string
  readonly paths: readonly Path[]
  /** The format can hold every text. */
  readonly total?: true
}

function byPath(entries: readonly (readonly [Path, unknown])[]): Map<string, unknown> {
  return new Map(entries.map(([path, value]) => [path.join(' / '), value]))
}

function ini(options: IniOptions, editor: Editor<Path, string>, pieces: readonly string[], value: (raw: string) => unknown = (raw) => raw): Tried {
  return {
    editor,
    read: (text) => byPath(parseIni(text, options).entries.map((each) => [[each.section, each.key], value(each.value ?? '<bare>')])),
    pieces: ['[a]\n', '[b]\n', '[a]\n', '# c\n', '\n', 'x = 1\n', 'y=two words\n', '  z = 3\n', '# x = old\n', ';y = 5\n', 'x=\n', ...pieces],
    paths: [
      ['a', 'x'],
      ['a', 'y'],
      ['b', 'x'],
      ['b', 'new'],
      ['c', 'x'],
      ['', 'x'],
    ],
  }
}

function percent(raw: string): unknown {
  const read = interpolated(raw, () => undefined)
  return 'text' in read ? read.text : { raw }
}

function dollars(value: string, interpolate: boolean): unknown {
  if (!interpolate) return value
  return /\$/.test(value.replaceAll('$$', '')) ? { value } : value.replaceAll('$$', '$')
}

const keys: readonly Path[] = [['x'], ['y'], ['new'], ['long']]
const lines = ['x=1\n', 'y = two\n', '# c\n', '\n', '#x=0\n', '# y = 1\n', 'long=a b\n']

const formats: Readonly<Record<string, Tried>> = {
  'ini of python': ini(iniStyles.python, iniEdits.python, ['x: one\n   two\n', 'w = a ; b\n']),
  'ini of python with its interpolation': ini(iniStyles.python, iniEdits.interpolated, ['x = 100%%\n', 'w = %(x)s\n'], percent),
  'ini of grafana': ini(iniStyles.grafana, iniEdits.grafana, ['x = """a#b\nc"""\n', 'y = "a;b" ; c\n', "z = 'q' # c\n"]),
  'ini of mysql': ini(iniStyles.mysql, iniEdits.mysql, ['skip-x\n', '!includedir /etc/x\n', 'y = "a#b" # c\n']),
  env: {
    editor: envEdits,
    total: true,
    read: (text) =>
      byPath(parseEnv(text).entries.map((each) => [[each.key], each.value === undefined ? '<bare>' : dollars(each.value, each.interpolate)])),
    pieces: [...lines, 'x="a\\nb" # c\n', "y='a#b'\n", 'x\n', 'export y=2\n', 'w=${x}\n', 'long: b # c\n', 'w="multi\nline"\n', 'x=\n'],
    paths: keys,
  },
  shell: {
    editor: shellEdits,
    total: true,
    read: (text) =>
      byPath(
        parseAssignments(text).entries.map(({ key, value, append }) => [
          [append ? `${key}+` : key],
          /\$/.test(value.replaceAll('\\$', '')) ? { value } : value.replaceAll('\\$', '$'),
        ]),
      ),
    pieces: [
      'x=1\n',
      "export y='a b'\n",
      'x="q $HOME"\n',
      'if true; then y=`id`; fi\n',
      '# x=2\n',
      'w=1; long=2 # c\n',
      'x=$(a b)\n',
      'echo x=3\n',
      '\n',
      'x=\n',
    ],
    paths: keys,
  },
  properties: {
    editor: propertiesEdits,
    total: true,
    read: (text) => byPath(parseProperties(text).entries.map(({ key, value }) => [[key], value])),
    pieces: [...lines, 'x : a\\\n   b\n', 'y value\n', 'w\n', 'a\\:b=c\\u0041\n', '! c\n', 'x\n', 'x=\n'],
    paths: [...keys, ['a:b'], ['w'], ['two words']],
  },
  'postgresql.conf': {
    editor: postgresConfEdits,
    total: true,
    read: (text) => byPath(parsePostgresConf(text).entries.map(({ key, value }) => [[key], value])),
    pieces: ['x = 1\n', "y='it''s' # c\n", 'X 2\n', '#x = 3 # c\n', "include_dir 'd'\n", '\n', "long.y = '\\n'\n", 'y = on\n'],
    paths: [['x'], ['y'], ['new'], ['long.y']],
  },
  sysctl: {
    editor: sysctlEdits,
    read: (text) => byPath(parseSysctl(text).entries.map(({ key, value }) => [[key.replaceAll('/', '.')], value])),
    pieces: ['net.x = 1\n', 'net/x=2\n', '-net.y = 3\n', '# net.x = 0\n', ';c\n', '\n', '  kernel.z=a b\n', 'net.x=\n'],
    paths: [['net.x'], ['net.y'], ['kernel.z'], ['a.new']],
  },
  'hadoop-xml': {
    editor: hadoopXmlEdits,
    read: (text) => byPath(parseHadoopXml(text).properties.map(({ name, value }) => [[name], value])),
    pieces: [
      '  <property>\n    <name>x</name>\n    <value>1 &amp; 2</value>\n  </property>\n',
      '<property><name> y </name><value/></property>\n',
      '<!-- <property><name>x</name><value>0</value></property> -->\n',
      '\n',
      '\t<property>\n\t\t<name>long</name>\n\t\t<value><![CDATA[<a>]]></value>\n\t\t<final>true</final>\n\t</property>\n',
    ],
    wrap: (pieces) => `<?xml version="1.0"?>\n<configuration>\n${pieces}</configuration>\n`,
    paths: keys,
  },
}

const hard = [
  'a',
  'B',
  '1',
  ' ',
  '#',
  ';',
  '"',
  "'",
  '\\',
  '$',
  '`',
  '%',
  '=',
  ':',
  '\n',
  '\t',
  '&',
  '<',
  '{',
  '{{',
  ']',
  ',',
  '\u00e9',
  '\u{1F600}',
  '-',
  '!',
  '\r',
  '$$',
  '%%',
]
const easy = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
const anyValue = fc.oneof(
  easy,
  fc.string({ unit: fc.constantFrom(...hard), maxLength: 8 }),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
)

function documents({ pieces, wrap = (same) => same }: Tried): fc.Arbitrary<string> {
  return fc.tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), fc.boolean(), fc.boolean(), fc.boolean()).map(([some, crlf, mark, cut]) => {
    const text = wrap(some.join(''))
    const ended = cut && text.endsWith('\n') ? text.slice(0, -1) : text
    return (mark ? '\ufeff' : '') + (crlf ? ended.replaceAll('\n', '\r\n') : ended)
  })
}

/** What an edit should not do to the rest of the file. */
function untidy(text: string, change: Change, value: string, isThere: boolean): string[] {
  const after = applyEdits(text, change.edits)
  const replaced = change.edits.map(({ start, end }) => text.slice(start, end))
  const found = [
    [isThere && change.edits.length > 1, 'more than the value changes'],
    [isThere && replaced.some((each) => /^[#[]/.test(each)), 'a comment or a head is taken for a value'],
    [!isThere && replaced.some((each) => each !== ''), 'what is added takes something away'],
    [text.includes('\r\n') && !value.includes('\n') && /[^\r]\n/.test(after) && !/[^\r]\n/.test(text), 'another line end'],
    [!value.includes('\n') && !/^\ufeff?$/.test(text) && after.endsWith('\n') !== text.endsWith('\n'), 'the last line break'],
  ] as const
  return found.flatMap(([is, what]) => (is ? [what] : []))
}

function without(map: Map<string, unknown>, key: string): unknown[] {
  return [...map].filter(([each]) => each !== key)
}

describe.each(Object.entries(formats))('edits of %s', (_name, tried) => {
  const { editor, read, paths } = tried
  const document = documents(tried)

  it('give the value that is meant, and touch nothing else', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...paths), anyValue, (text, path, value) => {
        const change = editor.set(text, path, value)
        const isRefused = 'cannot' in change
        // a line break is that of the file
        const isTotal = tried.total === true && !(text.includes('\r') && value.includes('\n'))
        expect(isRefused && isTotal ? change.cannot : '').toMatch(/^$|put together|template/)
        if (isRefused) return
        const key = path.join(' / ')
        const after = applyEdits(text, change.edits)
        const [old, now] = [read(text), read(after)]
        expect(now.get(key)).toBe(value)
        expect(without(now, key)).toEqual(without(old, key))
        expect(editor.set(after, path, value)).toMatchObject({ edits: [] })
        expect(untidy(text, change, value, old.has(key))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('are possible for plain values', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...paths), easy, (text, path, value) => {
        const change = editor.set(text, path, value)
        expect('cannot' in change ? change.cannot : '').toMatch(/^$|put together|excepted/)
      }),
      { numRuns: 300 },
    )
  })

  it('take a setting out, and nothing else', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(...paths), (text, path) => {
        const change = editor.remove(text, path)
        if ('cannot' in change) return
        const key = path.join(' / ')
        const now = read(applyEdits(text, change.edits))
        expect(now.has(key)).toBe(false)
        expect([...now]).toEqual(without(read(text), key))
      }),
      { numRuns: 300 },
    )
  })

  it('never throw', () => {
    const noise = fc.array(fc.constantFrom(...tried.pieces, ...hard, '\n', '='), { maxLength: 20 }).map((some) => some.join(''))
    fc.assert(
      fc.property(
        fc.oneof(noise, fc.string({ unit: 'binary' })),
        fc.oneof(fc.constantFrom(...paths), fc.array(fc.string(), { maxLength: 3 })),
        fc.string({ unit: 'binary' }),
        (text, path, value) => {
          for (const change of [editor.set(text, path, value), editor.remove(text, path)])
            expect('cannot' in change || typeof applyEdits(text, change.edits)).toBeTruthy()
        },
      ),
      { numRuns: 300 },
    )
  })
})
