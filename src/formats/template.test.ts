import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseDirectives } from './directives.ts'
import { parseEnv } from './env.ts'
import { iniStyles, parseIni } from './ini.ts'
import { parseJson } from './json.ts'
import { parseNginx } from './nginx.ts'
import type { Node } from './node.ts'
import { entryOf, scalarText } from './node.ts'
import { parseProperties } from './properties.ts'
import { masked, withoutStatements } from './template.ts'
import { parseToml } from './toml.ts'
import { parseYaml } from './yaml.ts'
import { effort } from '../testing/effort.ts'

function values(root: Node | undefined, ...keys: readonly string[]): readonly (string | undefined)[] {
  return keys.map((key) => scalarText(entryOf(root, key)?.value))
}

it('blanks statements and comments and keeps every line', () => {
  const text = [
    '# {{ ansible_managed }}',
    '{% if tls %}',
    'port = 443',
    '{%- else -%}',
    'port = 80',
    '{% endif %}',
    '{# one',
    'two #} a = 1',
    '{% if x %}b = 2{% endif %}',
    '{{- range .Values.hosts }}',
    '  {{- /* more */ -}}',
    '{{ end }}',
    '<% if x -%>',
    'c = {% if y %}3{% else %}4{% endif %}',
  ].join('\n')
  const { value, problems } = withoutStatements(text)
  expect(value.split('\n').map((line) => line.trim())).toEqual([
    '# {{ ansible_managed }}',
    '',
    'port = 443',
    '',
    'port = 80',
    '',
    '',
    'a = 1',
    'b = 2',
    '',
    '',
    '',
    '',
    'c = {% if y %}3{% else %}4{% endif %}',
  ])
  expect(value).toHaveLength(text.length)
  expect(problems).toEqual([{ line: 2, message: 'it is a template: what stands under its conditions and in its loops is read as if it held' }])
})

it('says where a template puts more in than a value', () => {
  const { value, problems } = withoutStatements('a:\n  {{ value }}\nb: 1\n{{ toYaml .more }}\r\nc: 2\n')
  expect(value).toBe('a:\n  {{ value }}\nb: 1\n                  \r\nc: 2\n')
  expect(problems).toEqual([{ line: 4, message: 'a template puts text in here, which is not known' }])
})

it('leaves text that only looks like one', () => {
  for (const text of ['log_format a "{%[x]}";', 'x = ${#list}', '{#', '%h <%u> %>s', 'a {# b\n#} c', '{% nothing %}', '#{ENV["A"]}'])
    expect(withoutStatements(text)).toEqual({ value: text, problems: [] })
})

it('reads expressions as values in JSON, TOML, YAML and nginx', () => {
  const json = parseJson('{ "a": {{ port }}, "b": "x{{ "y" }}z", "{{ k }}": 1, "c": ${PORT}, "d": <port>, "e": [{{ x }}, @Y@] }')
  expect(json.problems).toEqual([])
  expect(values(json.value, 'a', 'b', '{{ k }}', 'c', 'd')).toEqual(['{{ port }}', 'x{{ "y" }}z', '1', '${PORT}', '<port>'])
  const toml = parseToml('a = {{ port }}\nb = "x{{ "y" }}z"\nc = ${PORT:-1 2}\nd = 80{{ n }} # {{ x }}\ne = [{{ x }}, $Y]\n[t_{{ name }}]\nf = 1\n')
  expect(toml.problems).toEqual([])
  expect(values(toml.value, 'a', 'b', 'c', 'd')).toEqual(['{{ port }}', 'x{{ "y" }}z', '${PORT:-1 2}', '80{{ n }}'])
  expect(entryOf(toml.value, 't_{{ name }}')?.value.kind).toBe('mapping')
  const yaml = parseYaml('a: {{ port }}\nb: {{ h }}:{{ p }} # c\nc: "{{ "y" }}"\nd: [{{ x }}, 1]\n{{ k }}: 2\n')
  expect(yaml.problems).toEqual([])
  expect(values(yaml.documents[0], 'a', 'b', 'c', '{{ k }}')).toEqual(['{{ port }}', '{{ h }}:{{ p }}', '{{ "y" }}', '2'])
  const nginx = parseNginx('server { listen {{ port }} ssl; server_name {{ n | default({}) }}; }')
  expect(nginx.problems).toEqual([])
  expect(nginx.directives[0]?.block?.map(({ args }) => args)).toEqual([['{{ port }}', 'ssl'], ['{{ n | default({}) }}']])
})

const pieces = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '{{/*',
  '*/}}',
  '<%',
  '%>',
  ' if ',
  ' end',
  'endif',
  'a',
  ' = ',
  '"',
  '\n',
  '\r\n',
  '{',
  '}',
  '-',
  '\ue061',
  ' ',
]
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((some) => some.join('')),
)

it('never throws, keeps lengths and line breaks, and gives back what it hides', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { value, problems } = withoutStatements(text)
      expect(value.length).toBe(text.length)
      expect(value.split('\n').length).toBe(text.split('\n').length)
      for (const { line } of problems) expect(line >= 1 && line <= text.split('\n').length).toBe(true)
      const hidden = masked(text)
      expect(hidden.text.length).toBe(text.length)
      expect(hidden.shown(hidden.text)).toBe(text)
    }),
    { numRuns: 2000 },
  )
})

it('is the same text where nothing is a template', () => {
  const plain = fc.string({ unit: 'binary' }).filter((text) => !/[{<]/.test(text))
  fc.assert(
    fc.property(plain, (text) => {
      expect(withoutStatements(text)).toEqual({ value: text, problems: [] })
    }),
  )
})

it('reads any value around and between expressions as it was meant', () => {
  const words = fc.stringMatching(/^[a-z0-9]{1,6}$/)
  const expression = fc.stringMatching(/^[a-z_.]{1,8}$/).map((name) => `{{ ${name} }}`)
  const value = fc.array(fc.oneof(words, expression), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.uniqueArray(words, { minLength: 1, maxLength: 5, selector: (key) => `k${key}` }), value, value, (keys, first, second) => {
      const texts = keys.map((key, index) => [`k${key}`, index % 2 === 0 ? first : second] as const)
      const json = parseJson(`{${texts.map(([key, text]) => `"${key}": "${text}"`).join(',\n')}}`)
      const toml = parseToml(texts.map(([key, text]) => `${key} = "${text}"`).join('\n'))
      const yaml = parseYaml(texts.map(([key, text]) => `${key}: ${text}`).join('\n'))
      for (const [{ problems }, root] of [
        [json, json.value],
        [toml, toml.value],
        [yaml, yaml.documents[0]],
      ] as const) {
        expect(problems).toEqual([])
        expect(texts.map(([key]) => scalarText(entryOf(root, key)?.value))).toEqual(texts.map(([, text]) => text))
      }
    }),
  )
})

it('a byte order mark and line ends of Windows change no value', () => {
  const text = 'a = "x"\nb = "y"\n'
  const windows = `\ufeff${text.replaceAll('\n', '\r\n')}`
  expect(values(parseToml(windows).value, 'a', 'b')).toEqual(['x', 'y'])
  expect(values(parseJson('\ufeff{"a": "x",\r\n"b": "y"}\r\n').value, 'a', 'b')).toEqual(['x', 'y'])
  expect(values(parseYaml('\ufeffa: x\r\nb: |\r\n  y\r\n').documents[0], 'a', 'b')).toEqual(['x', 'y\n'])
  for (const style of Object.values(iniStyles))
    expect(parseIni(`[s]\r\n${text.replaceAll('\n', '\r\n').replaceAll('"', '')}`, style).entries.map(({ value }) => value)).toEqual(['x', 'y'])
  expect(parseEnv('A=x\r\nB="y"\r\n').entries.map(({ value }) => value)).toEqual(['x', 'y'])
  expect(parseProperties('a=x\r\nb=y\r\n').entries.map(({ value }) => value)).toEqual(['x', 'y'])
  expect(parseDirectives('a x\r\nb "y"\r\n').directives.map(({ args }) => args)).toEqual([['x'], ['y']])
  expect(parseNginx('\ufeffa x;\r\nb "y";\r\n').directives.map(({ name, args }) => [name, ...args])).toEqual([
    ['a', 'x'],
    ['b', 'y'],
  ])
})

it('ends soon on hostile text', () => {
  const read = (): void => {
    for (const piece of [...pieces, '{{ a {b', '{% if ', '{% if {', '{{- if ', '{{-', '<%a', '{{ {a} '])
      for (const joiner of ['', '\n', ' ']) {
        const text = `${piece}${joiner}`.repeat(Math.floor(200_000 / (piece.length + joiner.length)))
        withoutStatements(text)
        masked(text)
      }
  }
  expect(effort(read)).toBeLessThan(1000)
})
