import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { atLeast } from '../src/model/severity.ts'
import { project } from './in-process.ts'
import { deploymentsOf, failuresOf, markersIn, markersOf, missed } from './markers.ts'

const folder = join(project, 'src/technologies')
const names = readdirSync(folder).toSorted()

describe('the examples of', () => {
  it.each(names)('%s are there in pairs', (name) => {
    for (const kind of ['weak', 'hardened']) {
      expect(existsSync(join(folder, name, 'examples', kind)), `src/technologies/${name}/examples/${kind} is missing`).toBe(true)
      const known = deploymentsOf(join(folder, name, 'examples', kind)).flatMap(({ components }) => components.map(({ technology }) => technology))
      expect(known, `no component of the ${kind} example is recognised as ${name}`).toContain(name)
    }
  })

  it.each(names)('%s fail where their markers say', (name) => {
    const weak = join(folder, name, 'examples/weak')
    const markers = markersOf(weak)
    expect(markers.length, `${weak} has no marker: write "# finding: control/id" on a line that must be found`).toBeGreaterThan(0)
    expect(missed(markers, failuresOf(weak))).toEqual([])
  })

  it.each(names)('%s are clean when hardened', (name) => {
    const loud = failuresOf(join(folder, name, 'examples/hardened')).filter(({ severity }) => atLeast(severity, 'medium'))
    const told = loud.map(
      ({ control, severity, locations, message }) => `${locations[0]?.file}:${locations[0]?.line}: ${severity} ${control}: ${message}`,
    )
    expect(told).toEqual([])
  })
})

describe('a marker', () => {
  it.each([
    ['a trailing comment', 'a: 1\nb: 2 # finding: secret/weak\n', [['secret/weak', 2]]],
    [
      'several controls',
      'a # finding: secret/weak, listener/all-interfaces',
      [
        ['secret/weak', 1],
        ['listener/all-interfaces', 1],
      ],
    ],
    [
      'a line of its own',
      '# finding: secret/weak\n# finding: component/dead-key\nallow true\nmore',
      [
        ['secret/weak', 3],
        ['component/dead-key', 3],
      ],
    ],
    ['a comment of XML', '<a>\n<!-- finding: secret/weak -->\n<b/>', [['secret/weak', 3]]],
    ['a comment of INI', 'a=1 ; finding: secret/weak', [['secret/weak', 1]]],
    ['a comment of a program', 'a = 1 // finding: secret/weak', [['secret/weak', 1]]],
    ['other comments', 'a # a finding\n# finding\n# finding: \nfinding: secret/weak', []],
  ])('is read from %s', (_name, text, wanted) => {
    expect(markersIn('f', text).map(({ control, line }) => [control, line])).toEqual(wanted)
  })

  it('that nothing meets is told with what is there instead', () => {
    const weak = join(folder, 'redis/examples/weak')
    expect(missed([{ control: 'secret/no-such', file: 'compose.yml', line: 1 }], failuresOf(weak))).toEqual([
      expect.stringContaining('compose.yml:1: no secret/no-such'),
    ])
  })
})
