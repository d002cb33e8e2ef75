import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controls, guides } from '../src/registry.ts'
import { technologies } from '../src/registry/technologies.ts'
import { controlPages, drift } from '../tools/pages.ts'

const root = join(import.meta.dirname, '..')

function folders(path: string): readonly string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

function sources(path: string): readonly string[] {
  return readdirSync(join(root, path)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
}

function repeated(ids: readonly string[]): readonly string[] {
  return ids.filter((id, at) => ids.indexOf(id) !== at)
}

describe('technologies', () => {
  const names = folders('src/technologies').filter((name) => existsSync(join(root, 'src/technologies', name, 'index.ts')))

  it('are registered, each under the name of its folder', () => {
    expect(names.length).toBeGreaterThan(0)
    expect(folders('src/technologies')).toEqual(names)
    expect(technologies.map(({ id }) => id).toSorted()).toEqual(names)
  })

  it.each(names)('%s has examples in pairs, or a test', (name) => {
    const folder = join(root, 'src/technologies', name)
    const pairs = ['weak', 'hardened'].every((kind) => {
      const path = join(folder, 'examples', kind)
      return existsSync(path) && readdirSync(path).length > 0
    })
    const tested = readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.test.ts'))
    expect(pairs || tested).toBe(true)
  })

  it('have a title', () => {
    expect(technologies.filter(({ title }) => title.trim() === '').map(({ id }) => id)).toEqual([])
  })
})

describe('controls', () => {
  const ids = folders('src/controls').flatMap((folder) =>
    sources(`src/controls/${folder}`).map((file) => `${folder}/${file.slice(0, -'.ts'.length)}`),
  )

  it('are registered, each under the name of its file', () => {
    expect(ids.length).toBeGreaterThan(0)
    expect(controls.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  })

  it.each(controls.map((control) => [control.id, control] as const))('%s is documented', (_id, { title, documentation }) => {
    expect(title).toMatch(/^\S.{3,88}[^.\s]$/)
    for (const part of [documentation.why, documentation.how, documentation.falsePositives, documentation.fix])
      expect(part.trim()).toMatch(/^[A-Z`].{18,}[.)`]$/s)
    for (const reference of documentation.references) expect(reference.trim()).not.toBe('')
    expect(repeated(documentation.references)).toEqual([])
  })

  it('have a test each', () => {
    expect(ids.filter((id) => !existsSync(join(root, `src/controls/${id}.test.ts`)))).toEqual([])
  })

  it('have their pages in docs/controls (npm run docs)', () => {
    expect(drift(join(root, 'docs/controls'), controlPages(controls, guides))).toEqual([])
  })
})

describe('guides', () => {
  const rows = guides.flatMap((guide) => guide.requirements.map((row) => ({ guide: guide.id, ...row })))

  it('have ids and requirement ids of their own', () => {
    expect(rows.length).toBeGreaterThan(0)
    expect(repeated(guides.map(({ id }) => id))).toEqual([])
    expect(repeated(rows.map(({ id }) => id))).toEqual([])
  })

  it('select controls and technologies that exist', () => {
    const known = new Set(controls.map(({ id }) => id))
    const products = new Set(technologies.map(({ id }) => id))
    const wrong = rows.flatMap(({ id, answeredBy }) =>
      answeredBy.flatMap(({ control, technology = [], from = [] }) => [
        ...(known.has(control) ? [] : [`${id}: no control ${control}`]),
        ...[...technology, ...from].filter((name) => !products.has(name)).map((name) => `${id}: no technology ${name}`),
      ]),
    )
    expect(wrong).toEqual([])
    expect(guides.flatMap(({ technologies: names }) => names.filter((name) => !products.has(name)))).toEqual([])
  })

  it('say what each requirement asks', () => {
    expect(rows.filter(({ text }) => text.trim() === '').map(({ id }) => id)).toEqual([])
  })
})
