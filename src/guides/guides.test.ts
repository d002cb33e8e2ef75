import { describe, expect, it } from 'vitest'
import { controls } from '../registry.ts'
import { technologies } from '../registry/technologies.ts'
import { attest } from './attest.ts'
import { coopr } from './coopr.ts'
import { cornflow } from './cornflow.ts'
import { corridor } from './corridor.ts'
import { enmeshed } from './enmeshed.ts'
import { hyperswitch } from './hyperswitch.ts'
import { means } from './means.ts'

const guides = [coopr, cornflow, corridor, enmeshed, hyperswitch]
const rows = guides.flatMap(({ requirements }) => requirements)

describe('the guides', () => {
  it('have all rows, in order, each id once', () => {
    const expected = [
      ['COO', 36],
      ['CNF', 43],
      ['COR', 49],
      ['ENM', 69],
      ['HYP', 59],
    ] as const
    for (const [index, [prefix, count]] of expected.entries()) {
      expect(guides[index]?.requirements.map(({ id }) => id)).toEqual(
        Array.from({ length: count }, (_, at) => `${prefix}-${String(at + 1).padStart(2, '0')}`),
      )
    }
    expect(rows).toHaveLength(256)
  })

  it('say in words of their own what each row asks', () => {
    for (const { text } of rows) expect(text).toMatch(/^[A-Z].{10,110}[^.\s]$/)
    expect(new Set(guides.flatMap(({ id, requirements }) => requirements.map(({ text }) => `${id} ${text}`))).size).toBe(256)
  })

  it('select by controls that exist and by technologies or roles that are named', () => {
    const known = new Set(controls.map(({ id }) => id))
    const unknown = rows.flatMap(({ id, answeredBy }) =>
      answeredBy.filter(({ control }) => !known.has(control)).map(({ control }) => `${id} ${control}`),
    )
    expect(unknown).toEqual([])
    const products = new Set(technologies.map(({ id }) => id))
    const strangers = rows.flatMap(({ id, answeredBy, applies }) =>
      [...answeredBy.flatMap(({ technology = [], from = [] }) => [...technology, ...from]), ...(applies === undefined ? [] : [applies.technology])]
        .filter((name) => !products.has(name))
        .map((name) => `${id} ${name}`),
    )
    expect(strangers).toEqual([])
    for (const { answeredBy } of rows)
      for (const { technology, from, role, key } of answeredBy) for (const names of [technology, from, role, key]) expect(names).not.toEqual([])
  })

  it("leave no row bare: files, a planned part of Ringwall or somebody's word settles it", () => {
    expect(
      rows.filter(({ answeredBy, means: others = [] }) => answeredBy.length === 0 && others.every((each) => each === 'harden')).map(({ id }) => id),
    ).toEqual([])
    const ids = new Set(rows.map(({ id }) => id))
    expect(new Set([...Object.keys(means), ...Object.keys(attest)])).toEqual(ids)
    for (const text of Object.values(attest)) expect(text).toMatch(/^[a-z].{15,110}[^.\s]$/)
  })

  it('give no finding more than eight rows of one guide', () => {
    for (const guide of guides) {
      const technologies = new Set(guide.requirements.flatMap(({ answeredBy }) => answeredBy.flatMap(({ technology }) => technology ?? [])))
      for (const control of controls) {
        for (const technology of technologies) {
          const ids = guide.requirements.filter(({ answeredBy }) =>
            answeredBy.some(
              (one) => one.control === control.id && one.key === undefined && (one.technology === undefined || one.technology.includes(technology)),
            ),
          )
          expect(ids.length, `${guide.id} ${control.id} ${technology}`).toBeLessThanOrEqual(8)
        }
      }
    }
  })
})
