import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controls } from '../registry.ts'
import { abilities, guarded, notGuarded } from './guarded.ts'
import { means } from './means.ts'
import { topics } from './wire.ts'

const root = join(import.meta.dirname, '../..')

describe('rows that something in front could settle', () => {
  it('are all there, each once', () => {
    const expected = Object.entries(means).flatMap(([id, letters]) => (letters.includes('g') ? [id] : []))
    expect(Object.keys(guarded).toSorted()).toEqual(expected.toSorted())
    expect(readFileSync(join(import.meta.dirname, 'guarded.ts'), 'utf8').match(/(?:COR|COO|CNF|ENM|HYP)-\d\d/g)).toHaveLength(expected.length)
  })

  it('name abilities, or one reason why there is none', () => {
    const odd = Object.entries(guarded).filter(
      ([, names]) => !names.every((name) => abilities[name] !== undefined) && (names.length !== 1 || notGuarded[names[0]!] === undefined),
    )
    expect(odd).toEqual([])
    const used = new Set(Object.values(guarded).flat())
    expect([...Object.keys(abilities), ...Object.keys(notGuarded)].filter((name) => !used.has(name))).toEqual([])
  })

  it('take abilities that are told apart by their controls', () => {
    const doubled = Object.entries(guarded).filter(([, names]) => {
      const ids = names.flatMap((name) => (abilities[name]?.answeredBy ?? []).map(({ control }) => control))
      return new Set(ids).size !== ids.length
    })
    expect(doubled).toEqual([])
  })

  it('rest on controls, on keys that the guard is judged by, on probes and on attacks that there are', () => {
    const known = new Set(controls.map(({ id }) => id))
    const judging = ['judge.ts', 'egress.ts'].map((name) => join(root, 'src/technologies/ringwall-guard', name))
    const judged = judging.map((path) => readFileSync(path, 'utf8')).join('')
    const probes = new Set(Object.values(topics).flatMap((topic) => topic.probes))
    const wrong = Object.entries(abilities).flatMap(([name, { answeredBy, verify, attacks }]) => [
      ...answeredBy.filter(({ control }) => !known.has(control)).map(({ control }) => `${name} ${control}`),
      ...answeredBy.flatMap(({ key = [] }) => key.filter((one) => !judged.includes(`'${one}'`)).map((one) => `${name} ${one}`)),
      ...verify.filter((probe) => !probes.has(probe)).map((probe) => `${name} ${probe}`),
      ...attacks.filter((file) => !existsSync(join(root, `test/live/${file}.test.ts`))).map((file) => `${name} ${file}`),
    ])
    expect(wrong).toEqual([])
    expect(Object.values(abilities).filter(({ attacks }) => attacks.length === 0)).toEqual([])
  })

  it('stand in docs/guides.md, those that the guard does nothing about with the reason', () => {
    const page = readFileSync(join(root, 'docs/guides.md'), 'utf8')
    const rowsOf = (wanted: string): string =>
      Object.entries(guarded)
        .flatMap(([id, names]) => (names.includes(wanted) ? [id] : []))
        .join(', ')
    for (const [name, { does }] of Object.entries(abilities)) expect(page).toContain(`| ${name} | ${does} | ${rowsOf(name)} |`)
    for (const [name, reason] of Object.entries(notGuarded)) expect(page).toContain(`| ${reason} | ${rowsOf(name)} |`)
  })
})
