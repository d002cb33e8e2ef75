import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controls, guides } from '../registry.ts'
import { means } from './means.ts'
import { observed } from './observed.ts'
import { reasons, topics, wire } from './wire.ts'

const rows = guides.flatMap(({ requirements }) => requirements)

describe('rows on the wire', () => {
  it('are all that a running system could settle, each once', () => {
    const expected = Object.entries(means).flatMap(([id, letters]) => (letters.includes('v') ? [id] : []))
    expect(Object.keys(wire).toSorted()).toEqual(expected.toSorted())
    expect(readFileSync(join(import.meta.dirname, 'wire.ts'), 'utf8').match(/(?:COR|COO|CNF|ENM|HYP)-\d\d/g)).toHaveLength(expected.length)
  })

  it('name topics or one reason', () => {
    const odd = Object.entries(wire).filter(
      ([, names]) => !names.every((name) => topics[name] !== undefined) && (names.length !== 1 || reasons[names[0]!] === undefined),
    )
    expect(odd).toEqual([])
    const used = new Set(Object.values(wire).flat())
    expect([...Object.keys(topics), ...Object.keys(reasons)].filter((name) => !used.has(name))).toEqual([])
  })

  it('are asked by what there is, and judged by controls that there are', () => {
    const known = new Set(controls.map(({ id }) => id))
    expect(Object.values(topics).flatMap((topic) => topic.controls.filter((id) => !known.has(id)))).toEqual([])
    const src = join(import.meta.dirname, '..')
    const files = ['probes', 'cli'].flatMap((folder) =>
      readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(src, folder, name)),
    )
    const text = files
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(name, 'utf8'))
      .join('\n')
    const isThere = (probe: string): boolean =>
      probe.startsWith('*') ? ["'", '`'].some((end) => text.includes(`${probe.slice(1)}${end}`)) : text.includes(probe)
    expect(Object.values(topics).flatMap(({ probes }) => probes.filter((probe) => !isThere(probe)))).toEqual([])
  })

  it('select a finding of each topic that they name', () => {
    const missing = rows.flatMap(({ id, answeredBy }) =>
      (wire[id] ?? []).flatMap((name) => {
        const topic = topics[name]
        return topic === undefined || answeredBy.some(({ control }) => topic.controls.includes(control)) ? [] : [`${id} ${name}`]
      }),
    )
    expect(missing).toEqual([])
  })

  it('select nothing of the running system where a reason says that it is not asked', () => {
    expect(Object.keys(observed).filter((id) => (wire[id] ?? []).some((name) => topics[name] === undefined))).toEqual([])
  })

  it('stand in docs/guides.md, with the reason of those that are not asked', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/guides.md'), 'utf8')
    for (const [name, reason] of Object.entries(reasons)) {
      const ids = Object.entries(wire).flatMap(([id, names]) => (names.includes(name) ? [id] : []))
      expect(page).toContain(`| ${reason} | ${ids.join(', ')} |`)
    }
  })
})
