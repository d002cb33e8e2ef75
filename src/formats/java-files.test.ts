import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseHadoopXml } from './hadoop-xml.ts'
import { parseJaas } from './jaas.ts'
import { parseProperties } from './properties.ts'
import { parseAssignments } from './shell-assignments.ts'
import { elementsOf, parseXml } from './xml.ts'

it('reads login modules of JAAS', () => {
  const text = [
    '// who may call', // 1
    'Server {', // 2
    '  org.apache.zookeeper.server.auth.DigestLoginModule required', // 3
    '    user_super="a;b"', // 4
    '    user_bob="it\\"s"; /* more */', // 5
    '};', // 6
    'Client { com.sun.security.auth.module.Krb5LoginModule optional useKeyTab=true; };', // 7
  ].join('\n')
  const { sections, problems } = parseJaas(text)
  expect(problems).toEqual([])
  expect(sections.map(({ name, span, modules }) => [name, span.line, modules.map((module) => [module.name, module.flag])])).toEqual([
    ['Server', 2, [['org.apache.zookeeper.server.auth.DigestLoginModule', 'required']]],
    ['Client', 7, [['com.sun.security.auth.module.Krb5LoginModule', 'optional']]],
  ])
  expect(sections.flatMap(({ modules }) => modules.flatMap(({ options }) => options.map(({ key, value, span }) => [key, value, span.line])))).toEqual(
    [
      ['user_super', 'a;b', 4],
      ['user_bob', 'it"s', 5],
      ['useKeyTab', 'true', 7],
    ],
  )
})

it('goes on behind a bad section of JAAS', () => {
  const { sections, problems } = parseJaas('oops here }\nServer { A required; };\nOpen { B required')
  expect(sections.map(({ name }) => name)).toEqual(['Server', 'Open'])
  expect(problems.map(({ line }) => line)).toEqual([1, 3])
})

it('reads back any option of a login module', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '"', '\\', ' ', ';', '{', '}', '=', '/', '*') })
  fc.assert(
    fc.property(value, (secret) => {
      const { sections } = parseJaas(`S { m required x="${secret.replace(/["\\]/g, '\\$&')}"; };`)
      expect(sections[0]?.modules[0]?.options.map((option) => option.value)).toEqual([secret])
    }),
  )
})

it('reads assignments of a shell script, and runs nothing', () => {
  const text = [
    '#!/bin/sh', // 1
    'A=1 # one', // 2
    'export B="two words" C=\'$no\'', // 3
    'B="$B -Dx=y" \\', // 4
    '  D=pl"ai"n\\ too', // 5
    'if [ -z "$E" ]; then E=`rm -rf /`; fi', // 6
    'echo F=nothing', // 7
    'G+=" more"; H=$(cat x | tr a b)', // 8
    'I="${J:-/a b}"', // 9
  ].join('\n')
  expect(parseAssignments(text).entries.map(({ key, value, append, span }) => [key, value, append, span.line])).toEqual([
    ['A', '1', false, 2],
    ['B', 'two words', false, 3],
    ['C', '\\$no', false, 3],
    ['B', '$B -Dx=y', false, 4],
    ['D', 'plain too', false, 5],
    ['E', '`rm -rf /`', false, 6],
    ['G', ' more', true, 8],
    ['H', '$(cat x | tr a b)', false, 8],
    ['I', '${J:-/a b}', false, 9],
  ])
})

it('reads back any single-quoted value of a shell script', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const quoted = `'${value.replaceAll("'", "'\\''")}'`
      expect(parseAssignments(`X=${quoted}\nY=1`).entries.map((entry) => entry.value)).toEqual([value.replaceAll('$', '\\$'), '1'])
    }),
  )
})

it('reads back any key and value of properties', () => {
  const escape = (text: string): string => text.replace(/[^A-Za-z0-9]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  fc.assert(
    fc.property(fc.string(), fc.string(), (key, value) => {
      expect(parseProperties(`${escape(key)}=${escape(value)}`).entries.map((entry) => [entry.key, entry.value])).toEqual([[key, value]])
    }),
  )
})

it('reads back any property of Hadoop settings, and knows where its block is', () => {
  const name = fc.string({ unit: fc.constantFrom('a', '.', '-', 'b'), minLength: 1 })
  const value = fc.string({ unit: fc.constantFrom('a', '<', '&', '>', '"', ' ', '$', '{', '}') })
  fc.assert(
    fc.property(name, value, fc.boolean(), (key, text, cdata) => {
      const written = cdata ? `<![CDATA[${text}]]>` : text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      const block = `<property>\n<!-- c -->\n<name>${key}</name>\n<value>${written}</value>\n</property>`
      const file = `<configuration>\n${block}\n</configuration>`
      const { properties } = parseHadoopXml(file)
      expect(properties.map((each) => [each.name, each.value, each.span.line, file.slice(each.block.start, each.block.end)])).toEqual([
        [key, text, 5, block],
      ])
    }),
  )
})

it('reads XML as a tree without entities', () => {
  const text =
    '<?xml version="1.0"?>\n<!DOCTYPE c [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<c>\n<a n="1">x<![CDATA[<y>]]><b/></a>\n<g><a>&e;</a></g></c>'
  const { root, problems } = parseXml(text)
  expect([...elementsOf(root, 'a')].map(({ attributes, text: inner, span }) => [attributes.get('n'), inner.includes('root:'), span.line])).toEqual([
    ['1', false, 4],
    [undefined, false, 5],
  ])
  expect(root?.children[0]?.text).toBe('x<y>')
  expect(problems.map(({ line }) => line)).toEqual([5])
})
