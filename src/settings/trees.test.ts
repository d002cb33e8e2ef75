import { expect, it } from 'vitest'
import { iniStyles } from '../formats/ini.ts'
import type { Gap } from '../model/fact.ts'
import { component } from '../testing/component.ts'
import { iniLookup, layered, openTree, treeLookup } from './trees.ts'

function look(path: string, text: string, key: string): string | undefined {
  const gaps: Gap[] = []
  const found = treeLookup(openTree(component({ files: { [path]: text } }), ['/none', path], gaps))(key)
  return found === undefined ? undefined : `${found.value} ${found.trail[0]?.line}`
}

it.each([
  ['nested', 'net:\n  tls:\n    mode: requireTLS\n', 'requireTLS 3'],
  ['dotted', 'net.tls.mode: requireTLS\n', 'requireTLS 1'],
  ['half dotted', 'net:\n  tls.mode: requireTLS\n', 'requireTLS 2'],
  ['both, the last counts', 'net.tls.mode: one\nnet:\n  tls:\n    mode: two\n', 'two 4'],
  ['both, and only one has it', 'net.tls.mode: one\nnet:\n  port: 1\n', 'one 1'],
  ['null', 'net.tls.mode:\n', undefined],
  ['a table', 'net.tls.mode:\n  a: b\n', undefined],
  ['a longer name', 'network.tls.mode: x\n', undefined],
])('finds a key that is %s', (_name, text, wanted) => {
  expect(look('/etc/a.yml', text, 'net.tls.mode')).toBe(wanted)
})

it('reads by the ending of the name', () => {
  expect(look('/etc/a.json', '{\n "a": { "b": 1 } }', 'a.b')).toBe('1 2')
  expect(look('/etc/a.toml', '[a]\nb = "x"\n', 'a.b')).toBe('x 2')
})

it('leaves open what the program puts in at its start', () => {
  const found = treeLookup(openTree(component({ files: { '/a.yml': 'key: ${SECRET}' } }), ['/a.yml'], []))('key')
  expect(found?.unresolved).toMatchObject([{ text: '${SECRET}', kind: 'variable' }])
})

it('tells faults of a file as gaps', () => {
  const gaps: Gap[] = []
  openTree(component({ files: { '/a.json': '{ "a": ' } }), ['/a.json'], gaps)
  expect(gaps).toMatchObject([{ place: { file: 'a.json', line: 1 } }])
})

it('asks one source after the other, and INI files whatever the case', () => {
  const files = { '/a.ini': '[Web]\nPort = 1\n[web]\nport = 2\n' }
  const file = iniLookup(component({ files }), '/a.ini', iniStyles.python, [])
  const both = layered(() => undefined, file)
  expect(both('WEB.port')).toMatchObject({ value: '2', trail: [{ line: 4 }, {}] })
  expect(both('web.other')).toBeUndefined()
  expect(iniLookup(component({}), '/a.ini', iniStyles.python, [])('web.port')).toBeUndefined()
})
