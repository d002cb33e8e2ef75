import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Control } from '../src/model/control.ts'
import type { Guide } from '../src/model/guide.ts'
import { controlIndex, controlPage, requirementIdsOf } from '../src/report/control-page.ts'

/** All pages of docs/controls/ by their path inside it. */
export function controlPages(controls: readonly Control[], guides: readonly Guide[]): ReadonlyMap<string, string> {
  const pages = new Map([['README.md', controlIndex(controls)]])
  for (const control of controls) pages.set(`${control.id}.md`, controlPage(control, requirementIdsOf(control, guides)))
  return pages
}

/** Where the folder differs from the pages: one sentence each. */
export function drift(folder: string, pages: ReadonlyMap<string, string>): readonly string[] {
  const there = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/')) : []
  const stale = there.filter((file) => file.endsWith('.md') && !pages.has(file)).map((file) => `${file} belongs to no control`)
  const wrong = [...pages].flatMap(([file, text]) => {
    if (!there.includes(file)) return [`${file} is missing`]
    return readFileSync(join(folder, file), 'utf8') === text ? [] : [`${file} is out of date`]
  })
  return [...stale, ...wrong]
}
