import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cannot, Change } from '../edit.ts'
import { applyEdits } from '../edit.ts'
import { child, itemsOf, scalarText } from '../node.ts'
import { parseYaml } from '../yaml.ts'
import { inSteps } from './steps.ts'
import type { Value } from './value.ts'
import { isSame, told } from './value.ts'
import { composeText, yamlLists, yamlVariables } from './yaml-lists.ts'
import { yamlEdits } from './yaml.ts'

const compose = `x-common: &common
  restart: always
  cap_add: [SYS_ADMIN, NET_ADMIN]
x-env: &env
  MODE: dev
  LEVEL: info

services:
  # the front
  web:
    <<: *common
    image: 'nginx:1.25' # pinned
    ports:
      # plain
      - "80:80" # http
      # tls
      - "443:443"

      # only for us
      - 9000:9000
    environment:
    - A=1
    - B=2

  db: # store
    <<: *common
    environment: *env # shared
    networks: {back: {aliases: [store]}}

  # commented:
  #   image: x

networks:
  back: {}
`
const lists = yamlLists()
const variables = yamlVariables()

function edited(text: string, change: Change | Cannot): string {
  return 'cannot' in change ? change.cannot : applyEdits(text, change.edits)
}

/** The lines that go and those that come. */
function lines(change: Change | Cannot, text = compose): readonly string[] {
  const [old, now] = [text.split('\n'), edited(text, change).split('\n')]
  let [head, tail] = [0, 0]
  while (old[head] === now[head] && head < old.length) head++
  while (old.at(-1 - tail) === now.at(-1 - tail) && tail < Math.min(old.length, now.length) - head) tail++
  return [...old.slice(head, old.length - tail).map((line) => `-${line}`), ...now.slice(head, now.length - tail).map((line) => `+${line}`)]
}

describe('lists of YAML', () => {
  it('get items in the style of the file', () => {
    expect(lines(lists.add(compose, ['services', 'web', 'cap_drop'], ['ALL']))).toEqual(['+    cap_drop:', '+      - ALL'])
    expect(lines(lists.add(compose, ['services', 'web', 'ports'], ['22:22']))).toEqual(['+      - "22:22"'])
    expect(lines(lists.add(compose, ['services', 'web', 'ports'], ['80:80']))).toEqual([])
    expect(lines(lists.add(compose, ['services', 'web', 'environment'], ['C=on']))).toEqual(['+    - C=on'])
    expect(lines(lists.add(compose, ['services', 'db', 'networks'], ['back', 'front']))).toEqual([
      '-    networks: {back: {aliases: [store]}}',
      '+    networks: {back: {aliases: [store]}, front: null}',
    ])
    const long = new Map<string, Value>([
      ['target', 443],
      ['mode', '0400'],
    ])
    expect(lines(lists.add(compose, ['services', 'web', 'ports'], [long]))).toEqual(['+      - target: 443', '+        mode: "0400"'])
  })

  it('lose items, and the neighbours keep their comments', () => {
    const ports = ['services', 'web', 'ports']
    expect(lines(lists.drop(compose, ports, (name) => name === '443:443'))).toEqual(['-      - "443:443"'])
    expect(lines(lists.drop(compose, ports, (name) => name.startsWith('80:')))).toEqual(['-      - "80:80" # http'])
    expect(lines(lists.replace(compose, ports, (name) => name === '9000:9000', '127.0.0.1:9000:9000'))).toEqual([
      '-      - 9000:9000',
      '+      - "127.0.0.1:9000:9000"',
    ])
    expect(
      edited(
        compose,
        lists.drop(compose, ports, () => true),
      ),
    ).not.toContain('ports:')
    const both = edited(
      compose,
      lists.drop(compose, ports, (name) => name.endsWith('0')),
    )
    expect(both).toContain('    ports:\n      # plain\n      # tls\n      - "443:443"\n\n      # only for us\n    environment')
  })

  it('are written out where an anchor shares them', () => {
    const caps = ['services', 'db', 'cap_add']
    const change = lists.drop(compose, caps, (name) => name === 'SYS_ADMIN')
    expect(lines(change)).toEqual(['+    cap_add:', '+      - NET_ADMIN'])
    expect(change).toMatchObject({ notes: ['it was shared with other places, which keep what they have'] })
    expect(lines(lists.drop(compose, caps, () => true))).toEqual(['+    cap_add: []'])
    expect(yamlEdits().set(compose, ['x-env', 'MODE'], 'live')).toHaveProperty('cannot')
  })
})

describe('variables of Compose', () => {
  it.each([
    ['a list', ['web', 'environment', 'A'], 'no', ['-    - A=1', '+    - A=no']],
    ['a list that lacks it', ['web', 'environment', 'Z'], 'a b', ['+    - Z=a b']],
    ['nothing yet', ['web', 'labels', 'a.b'], 'off', ['+    labels:', '+      a.b: "off"']],
    [
      'an alias',
      ['db', 'environment', 'MODE'],
      'live',
      ['-    environment: *env # shared', '+    environment:', '+      <<: *env', '+      MODE: live # shared'],
    ],
  ])('are set in %s', (_name, path, value, wanted) => {
    expect(lines(variables.set(compose, ['services', ...path], value))).toEqual(wanted)
  })

  it('are taken out', () => {
    expect(lines(variables.remove(compose, ['services', 'web', 'environment', 'A']))).toEqual(['-    - A=1'])
    expect(lines(variables.remove(compose, ['services', 'db', 'environment', 'MODE']))).toEqual([
      '-    environment: *env # shared',
      '+    environment:',
      '+      LEVEL: info # shared',
    ])
    expect(variables.remove(compose, ['services', 'db', 'environment', 'NONE'])).toMatchObject({ edits: [] })
  })

  it('have dollars of their own', () => {
    expect(composeText('a$b$$')).toBe('a$$b$$$$')
  })
})

describe('whole entries of Compose', () => {
  it('stand apart as their neighbours do, and behind comments that belong to those', () => {
    const service = new Map<string, Value>([
      ['image', 'nginx'],
      ['read_only', true],
      ['ports', ['22:22', 'on']],
      ['deploy', new Map([['limits', new Map([['cpus', '0.5']])]])],
    ])
    const wanted = [
      '',
      '  proxy:',
      '    image: nginx',
      '    read_only: true',
      '    ports:',
      '    - "22:22"',
      '    - "on"',
      '    deploy:',
      '      limits:',
      '        cpus: "0.5"',
    ]
    const text = compose.replaceAll(/^ {6}([#-])/gm, '    $1').replace('store]}}\n', 'store]}}\n    # volumes: none\n')
    const after = edited(text, yamlEdits().set(text, ['services', 'proxy'], service))
    expect(after).toBe(text.replace('# volumes: none\n', `# volumes: none\n${wanted.join('\n')}\n`))
    expect(lines(yamlEdits().set(compose, ['secrets'], new Map([['pw', new Map([['file', './pw']])]])))).toEqual([
      '+secrets:',
      '+  pw:',
      '+    file: ./pw',
    ])
  })
})

const item = fc.oneof(fc.constantFrom('80:80', '443:443', 'a', 'on', '22:22', "it's", 'a: b', '# c', '', ' x', '0400'), fc.string({ maxLength: 4 }))
const documents = [
  'l:\n  - a # one\n  # two\n  - "80:80"\n\n  - on\no: 1\n',
  'l: [a, "80:80", \'on\'] # c\no: 1\n',
  'l: [\n  a, # one\n  "80:80"\n]\no: 1\n',
  'o: 1\nl:\n- a\n- a: 1\n  b: 2\n- x\n',
  'o: &o [a, b]\nl: *o\n',
  'o: 1\n',
]
const texts = fc.tuple(fc.constantFrom(...documents), fc.boolean()).map(([text, crlf]) => (crlf ? text.replaceAll('\n', '\r\n') : text))
const read = (text: string): unknown[] => itemsOf(child(parseYaml(text).documents[0], 'l')).map(told)

describe('lists of random items', () => {
  it('become what is wanted, and every comment and all else stays', () => {
    let done = 0
    fc.assert(
      fc.property(texts, fc.array(item, { maxLength: 5 }), (text, wanted) => {
        const change = yamlEdits().set(text, ['l'], wanted)
        if ('cannot' in change) return
        done++
        const after = applyEdits(text, change.edits)
        expect(itemsOf(child(parseYaml(after).documents[0], 'l')).map(scalarText)).toEqual(wanted)
        expect(isSame(told(child(parseYaml(after).documents[0], 'o')), told(child(parseYaml(text).documents[0], 'o')))).toBe(true)
        expect(yamlEdits().set(after, ['l'], wanted)).toMatchObject({ edits: [] })
        // a comment on a line of its own is nobody's but the file's
        expect(wanted.length < 3 || !text.includes('  # two') || after.includes('  # two')).toBe(true)
      }),
      { numRuns: 200 },
    )
    expect(done).toBeGreaterThan(100)
  })

  it('gain and lose items by what they say, once', () => {
    fc.assert(
      fc.property(texts, item, (text, one) => {
        const added = lists.add(text, ['l'], [one])
        if ('cannot' in added) return
        const after = applyEdits(text, added.edits)
        expect(read(after)).toEqual(added.edits.length === 0 ? read(text) : [...read(text), `string  ${one}`])
        expect(lists.add(after, ['l'], [one])).toMatchObject({ edits: [] })
        const dropped = lists.drop(after, ['l'], (name, node) => node.kind === 'scalar' && name === one)
        if ('cannot' in dropped) return
        const gone = applyEdits(after, dropped.edits)
        expect(read(gone)).toEqual(read(text).filter((each) => each !== `string  ${one}`))
        expect(lists.drop(gone, ['l'], (name, node) => node.kind === 'scalar' && name === one)).toMatchObject({ edits: [] })
      }),
      { numRuns: 200 },
    )
  })

  it('never throw', () => {
    const noise = fc.array(fc.constantFrom(...documents, '- ', '\n', '[', ']', '&o ', '*o', ': ', '"', 'l:\n', '  ', '<<: *o\n', 'A=1', '!t '), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(noise, item, (pieces, one) => {
        const text = pieces.join('')
        const path = ['l']
        const all = [
          lists.add(text, path, [one, 'z']),
          lists.drop(text, path, (name) => name === one || name === 'a'),
          lists.replace(text, path, () => true, one),
          variables.set(text, [...path, 'A'], one),
          variables.remove(text, [...path, 'A']),
        ]
        for (const change of all) expect('cannot' in change || typeof applyEdits(text, change.edits)).toBeTruthy()
      }),
      { numRuns: 200 },
    )
  })
})

describe('changes in steps', () => {
  it('are one change of the first text', () => {
    const span = fc.tuple(fc.nat(), fc.nat(), fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 3 }))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('x', 'y', '\n'), maxLength: 12 }),
        fc.boolean(),
        fc.array(span, { maxLength: 5 }),
        (some, crlf, spans) => {
          const text = crlf ? `1\n${some}`.replaceAll('\n', '\r\n') : some
          const steps = spans.map(([from, length, piece]) => (now: string): Change => {
            // a step cuts no line break in two, as no editor does
            const places = [...now.matchAll(/\r\n|[^]|$/g)].map(({ index }) => index)
            const first = from % places.length
            const last = Math.min(places.length - 1, first + (length % 4))
            return { edits: [{ start: places[first] ?? 0, end: places[last] ?? 0, text: piece }], notes: [] }
          })
          const wanted = steps.reduce((now, step) => applyEdits(now, step(now).edits), text)
          if (crlf && !wanted.startsWith('1\r\n')) return
          if (!crlf && wanted.includes('\r')) return
          expect(edited(text, inSteps(text, steps))).toBe(wanted)
        },
      ),
    )
    const twice = (): Change => ({ edits: ['1', '2', '3'].map((piece) => ({ start: 1, end: 1, text: piece })), notes: ['n'] })
    expect(edited('ab', inSteps('ab', [twice, twice]))).toBe('a123123b')
    expect(inSteps('ab', [twice, twice])).toMatchObject({ notes: ['n'] })
    expect(inSteps('x', [() => ({ cannot: 'no' })])).toEqual({ cannot: 'no' })
  })
})
