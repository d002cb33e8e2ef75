import { describe, expect, it } from 'vitest'
import { coverage } from '../src/guides/coverage.ts'
import { exampleFolders, rowVerdicts } from '../tools/coverage.ts'
import { project } from './in-process.ts'

const answers = new Map<string, ReturnType<typeof rowVerdicts>>()

function verdict(row: string, folder: string): string | undefined {
  let found = answers.get(folder)
  if (found === undefined) answers.set(folder, (found = rowVerdicts(project, folder)))
  return found.get(row)
}

describe('rows that are judged from files', () => {
  const rows = Object.entries(coverage)

  it('are most of the five guides', () => {
    expect(rows.length).toBeGreaterThanOrEqual(150)
  })

  it.each(rows)('%s is violated by %s', (row, [violating]) => expect(verdict(row, violating)).toBe('violated'))

  it.each(rows)('%s is enforced by the other', (row, [, enforcing]) => expect(verdict(row, enforcing)).toBe('enforced'))

  it('name examples that are there (npm run docs)', () => {
    const known = new Set(exampleFolders(project))
    expect(rows.flatMap(([, pair]) => pair.filter((folder) => !known.has(folder)))).toEqual([])
  })
})
