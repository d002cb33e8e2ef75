import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Gap } from '../model/fact.ts'
import { setting } from '../model/setting.ts'
import { component } from '../testing/component.ts'
import { ports } from '../testing/reading.ts'
import { withAssignments } from './assignments.ts'
import type { HadoopSettings } from './hadoop.ts'
import { hadoopSettings } from './hadoop.ts'
import { debuggerDoor, managementDoor, systemProperties } from './jvm.ts'

function xml(...properties: readonly (readonly [string, string, boolean?])[]): string {
  const blocks = properties.map(
    ([name, value, final = false]) => `<property><name>${name}</name><value><![CDATA[${value}]]></value><final>${final}</final></property>`,
  )
  return `<configuration>\n${blocks.join('\n')}\n</configuration>`
}

function layers(gaps: Gap[], ...texts: readonly string[]): HadoopSettings {
  const files = Object.fromEntries(texts.map((text, index) => [`/c/${index}.xml`, text]))
  return hadoopSettings(component({ files }), Object.keys(files), gaps)
}

describe('Hadoop settings', () => {
  it('replace references across files, with the whole trail', () => {
    const found = layers([], xml(['base', '/srv'], ['dir', '${base}/data']), xml(['base', '/mnt']))
    expect(found.get('dir')).toMatchObject({
      value: '/mnt/data',
      trail: [
        { file: '0.xml', line: 3 },
        { file: 'compose.yml', line: 8 },
        { file: '1.xml', line: 2 },
      ],
    })
  })

  it('leave references that nobody defines, and all behind them, as they are', () => {
    const found = layers([], xml(['a', '${gone}/${b}'], ['b', 'x'], ['c', '${java.io.tmpdir}/y'], ['d', '$ {b} ${ b} ${}']))
    expect(found.get('a')?.value).toBe('${gone}/${b}')
    expect(found.get('a')?.unresolved.map(({ text }) => text)).toEqual(['${gone}'])
    expect(found.get('c')?.unresolved).toHaveLength(1)
    expect(found.get('d')).toMatchObject({ value: '$ {b} ${ b} ${}', unresolved: [] })
    expect(found.dangling.map(({ key, reference, trail }) => [key, reference, trail[0]?.line])).toEqual([['a', 'gone', 2]])
  })

  it('end in a circle after twenty replacements', () => {
    const found = layers([], xml(['a', '${b}${b}'], ['b', '${a}']))
    expect(found.get('a')?.unresolved[0]?.why).toContain('circle')
    const chain = Array.from({ length: 21 }, (_, index) => [`k${index}`, index === 20 ? 'end' : `\${k${index + 1}}`] as const)
    expect(layers([], xml(...chain)).get('k0')?.value).toBe('end')
    expect(layers([], xml(['x', '${k0}'], ...chain)).get('x')?.unresolved).toHaveLength(1)
  })

  it('keep what is final, in the same file too', () => {
    const found = layers([], xml(['a', '1', true], ['a', '2']), xml(['a', '3'], ['b', '4']))
    expect([found.get('a')?.value, found.get('b')?.value]).toEqual(['1', '4'])
    expect(found.blocked.map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)).toEqual(['a 0.xml:3', 'a 1.xml:2'])
  })

  it('read included files where they stand, and none from elsewhere', () => {
    const gaps: Gap[] = []
    const files = {
      '/c/main.xml': `<configuration>${xml(['a', '1']).slice(15, -16)}<xi:include href="more.xml"/><xi:include href="http://x/y.xml"/><xi:include href="main.xml"/></configuration>`,
      '/c/more.xml': xml(['a', '2'], ['b', '3']),
    }
    const found = hadoopSettings(component({ files }), ['/c/main.xml', '/c/absent.xml'], gaps)
    expect([found.get('a')?.value, found.get('b')?.value, found.names]).toEqual(['2', '3', ['a', 'b']])
    expect(new Set(gaps.map(({ why }) => why))).toEqual(new Set(['an included file is not read']))
  })

  it('never throw, and stay bounded', () => {
    const value = fc.string({ unit: fc.constantFrom('${a}', '${b}', '${c}', '$', '{', '}', 'x', ' '), maxLength: 12 })
    fc.assert(
      fc.property(value, value, (a, b) => {
        const found = layers([], xml(['a', a], ['b', b]))
        for (const name of found.names) expect(found.get(name)?.value.length).toBeLessThan(5000)
      }),
    )
  })
})

describe('assignments of a script', () => {
  const script = [
    'A=one',
    'B="$A two" # $C',
    "C='$A'",
    'D=${E:-none}',
    'F=$(hostname)',
    'G="$G -Dx=$A"',
    'G+=" -Dy=1"',
    'H="<fill-me>"',
    'I=$UNKNOWN-x',
  ].join('\n')

  it('are laid over the variables, and nothing is run', () => {
    const found = withAssignments(component({ env: { A: 'zero', Z: 'kept' }, files: { '/s.sh': script } }), ['/s.sh'], [])
    const shown = Object.fromEntries([...found].map(([key, { value }]) => [key, value]))
    expect(shown).toEqual({
      A: 'one',
      Z: 'kept',
      B: 'one two',
      C: '$A',
      D: 'none',
      F: '$(hostname)',
      G: ' -Dx=one -Dy=1',
      H: '<fill-me>',
      I: '$UNKNOWN-x',
    })
    expect(['F', 'H', 'I', 'C'].map((key) => found.get(key)?.unresolved.length)).toEqual([1, 1, 1, 0])
    expect(found.get('G')?.trail.map(({ line }) => line)).toEqual([7, 8, 6, 8])
  })

  it('do not grow without end', () => {
    const text = `A=${'x'.repeat(100)}\n${'A="$A$A"\n'.repeat(200)}`
    expect(withAssignments(component({ files: { '/s.sh': text } }), ['/s.sh'], []).get('A')?.value.length).toBeLessThan(70_000)
  })
})

describe('options of a JVM', () => {
  const place = { file: 'java.env', line: 3 }

  it('set properties, the last one of a name', () => {
    const found = systemProperties(setting('-Xmx1g -Da.b=1 "-Dc=x y" -Dd="p q" -De', place), undefined, setting('-Da.b=2', place))
    expect([...found].map(([key, { value }]) => `${key}=${value}`)).toEqual(['a.b=2', 'c=x', 'd=p q', 'e='])
  })

  it('open doors for management and debuggers', () => {
    const management = systemProperties(setting('-Dcom.sun.management.jmxremote.port=1099 -Dcom.sun.management.jmxremote.ssl=false', place))
    expect(ports({ listeners: managementDoor(management) })).toEqual(['jmx 1099 debug none password'])
    const bound = (host: string): unknown =>
      managementDoor(
        systemProperties(setting(`-Dcom.sun.management.jmxremote.port=1 -Dcom.sun.management.jmxremote.host=${host}`, { file: 'f', line: 1 })),
      )[0]?.bind
    expect([bound('127.0.0.1') !== undefined, bound('localhost') !== undefined, bound('0.0.0.0'), bound('127.example.org')]).toEqual([
      true,
      true,
      undefined,
      undefined,
    ])
    const debug = (text: string): readonly string[] => ports({ listeners: debuggerDoor(setting(text, place)) })
    expect(debug('-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005')).toEqual(['debug 5005 debug none none'])
    expect(debug('-Xrunjdwp:transport=dt_socket')).toEqual([])
  })
})
