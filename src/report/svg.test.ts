import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { channelReport, componentReport, deploymentReport, hostileDeployment, largeDeployment, listenerReport, reportOf } from '../testing/report.ts'
import { homeZone, doorState } from './map-graph.ts'
import { placeMap } from './map-place.ts'
import { placePlainly } from './layout-plain.ts'
import { svg } from './svg.ts'

const options = { command: 'map', all: false, colour: false, columns: 80 } as const

interface Seen {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

function elements(drawing: string): readonly Seen[] {
  const seen: Seen[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => void seen.push({ name, attributes }))
  parser.write(drawing).close()
  return seen
}

describe('svg', () => {
  it('draws state with colour, dash and words', () => {
    const parts = elements(svg(reportOf(deploymentReport()), options)).filter(({ attributes }) => attributes['tabindex'] === '0')
    expect(parts.map(({ attributes }) => `${attributes['class']}: ${attributes['aria-label']}`)).toEqual([
      'edge unknown: http:8080 from proxy to api, encryption unknown, login unknown',
      'edge open: postgres:5432 from api to db, plaintext, password',
      'edge locked: smtp:465 from api to smtp.example, TLS, verified, password',
      'node component: proxy nginx 1.27 :443, in front, port 443 published on host, TLS required, no login',
      'node component: api not recognised also in back, in front and back',
      'node component: db postgres 16.2 :5432, in back, port 5432 published on host, TLS none, password',
      'node external: smtp.example outside',
    ])
  })

  it('has a title, a description and no foreign address', () => {
    const drawing = svg(reportOf(deploymentReport(), largeDeployment()), options)
    expect(drawing).toContain('<title id="title">Map of shop, platform</title>')
    expect(drawing).toContain('shop: 3 components in 2 zones, 3 connections: 1 locked, 1 open, 1 unknown.')
    expect(drawing.match(/https?:\/\/[^"]*/g)).toEqual(['http://www.w3.org/2000/svg'])
    expect(drawing).toBe(svg(reportOf(deploymentReport(), largeDeployment()), options))
  })

  it.each([
    ['hostile text', hostileDeployment()],
    ['nothing', deploymentReport({ components: [], channels: [], zones: [] })],
    ['a component that calls itself', deploymentReport({ channels: [channelReport('api', 'api', 1, 'http')] })],
    ['a target that is not there', deploymentReport({ channels: [channelReport('api', 'gone', 1, 'http')] })],
    ['no zone at all', deploymentReport({ zones: [], components: deploymentReport().components.map((each) => ({ ...each, zones: [] })) })],
  ])('draws well-formed: %s', (_, deployment) => {
    const seen = elements(svg(reportOf(deployment), options))
    expect(seen.filter(({ name }) => name === 'script')).toEqual([])
    expect(seen.flatMap(({ attributes }) => Object.values(attributes)).filter((value) => /NaN|Infinity|undefined/.test(value))).toEqual([])
  })

  it('draws whatever is connected to whatever', () => {
    const id = fc.integer({ min: 0, max: 7 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(id, id), { maxLength: 14 }),
        fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }), { minLength: 8, maxLength: 8 }),
        (pairs, zones) => {
          const components = zones.map((zone, index) => componentReport(`n${index}`, { zones: zone }))
          const declared = ['a', 'b', 'c'].map((name) => ({
            name,
            internal: false,
            components: components.filter((each) => each.zones.includes(name)).map((each) => each.id),
          }))
          const channels = pairs.map(([from, to], index) => channelReport(`n${from}`, `n${to}`, index, 'tcp'))
          const drawn = elements(svg(reportOf(deploymentReport({ components, channels, zones: declared })), options))
          expect(drawn.filter(({ attributes }) => attributes['tabindex'] === '0')).toHaveLength(8 + pairs.length)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the map', () => {
  it('lets no box lie on another', () => {
    const { boxes } = placeMap(
      Array.from({ length: 12 }, (_, index) => ({ id: `${index}`, width: 150, height: 50, group: index % 2 === 0 ? 'even' : 'odd' })),
      [0, 1, 2, 3].map((index) => ({ from: `${index}`, to: `${index + 2}`, labelWidth: 60 })),
    )
    const all = [...boxes.values()]
    const clashes = all.flatMap((a, index) =>
      all.slice(index + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height),
    )
    expect(all).toHaveLength(12)
    expect(clashes).toEqual([])
  })

  it('can be drawn plainly too', () => {
    const boxes = ['a', 'b', 'c'].map((id) => ({ id, width: 100, height: 40, ...(id === 'c' ? {} : { group: 'g' }) }))
    const plain = placePlainly(boxes, [{ from: 'a', to: 'c', labelWidth: 10 }])
    expect([...plain.boxes].map(([id, { x, y }]) => `${id} ${x} ${y}`)).toEqual(['a 40 40', 'b 40 120', 'c 300 40'])
    expect(plain.groups.get('g')).toEqual({ x: 20, y: 20, width: 140, height: 160 })
    expect(plain.lines).toEqual([
      {
        points: [
          { x: 90, y: 60 },
          { x: 220, y: 60 },
          { x: 350, y: 60 },
        ],
        label: { x: 220, y: 60 },
      },
    ])
  })

  it('puts a component into the zone that says most about it', () => {
    const zones = [
      { name: 'all', internal: false, components: ['a', 'b', 'c'] },
      { name: 'few', internal: false, components: ['a'] },
    ]
    expect(homeZone(componentReport('a', { zones: ['all', 'few'] }), { zones })).toBe('few')
    expect(homeZone(componentReport('b', { zones: ['all'] }), { zones })).toBe('all')
    expect(homeZone(componentReport('d', { zones: [] }), { zones })).toBeUndefined()
  })

  it.each([
    [{ tls: 'none' }, 'open'],
    [{ tls: 'optional' }, 'open'],
    [{ tls: 'required', authentication: 'none' }, 'open'],
    [{ tls: 'required', authentication: 'unknown' }, 'unknown'],
    [{ tls: 'unknown' }, 'unknown'],
    [{ tls: 'required' }, 'locked'],
    [{ tls: 'required', authentication: 'none', protocol: 'http' }, 'locked'],
  ] as const)('draws a door with %j as %s', (given, state) => {
    expect(doorState(listenerReport(6379, 'redis', given))).toBe(state)
  })
})
