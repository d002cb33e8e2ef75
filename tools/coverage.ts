import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { findDeployments } from '../src/cli/sources.ts'
import { audit } from '../src/engine/audit.ts'
import { answerGuide } from '../src/engine/guide.ts'
import type { RowVerdict } from '../src/model/answer.ts'
import { controls, guides } from '../src/registry.ts'
import { technologies } from '../src/registry/technologies.ts'

/** Folders below the project that hold one example each, in the order in which they are preferred. */
export function exampleFolders(root: string): readonly string[] {
  const below = (path: string): readonly string[] =>
    existsSync(join(root, path))
      ? readdirSync(join(root, path), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => `${path}/${entry.name}`)
          .toSorted()
      : []
  const pairs = (path: string, ...kinds: readonly string[]): readonly string[] =>
    below(path).flatMap((folder) => kinds.map((kind) => `${folder}/${kind}`).filter((each) => existsSync(join(root, each))))
  return [
    ...pairs('examples', 'weak', 'hardened'),
    ...pairs('test/fixtures/rows', 'violating', 'enforcing'),
    ...below('src/technologies').flatMap((folder) =>
      ['weak', 'hardened'].map((kind) => `${folder}/examples/${kind}`).filter((each) => existsSync(join(root, each))),
    ),
    ...below('test/fixtures/lying'),
  ]
}

/** The verdict of every row of every guide for one example. */
export function rowVerdicts(root: string, folder: string): ReadonlyMap<string, RowVerdict> {
  const path = join(root, folder)
  const report = audit(
    findDeployments(path, { file: [], envFile: [], root: path }, root),
    { technologies, controls, guides },
    { version: '0', now: '2026-01-01T00:00:00.000Z', all: true, guides: guides.map(({ id }) => id) },
  )
  return new Map(guides.flatMap((guide) => answerGuide(guide, report).rows.map(({ id, verdict }) => [id, verdict] as const)))
}

export type Pair = readonly [violating: string, enforcing: string]

/** Rows with a first example that violates them and a first one that enforces them; and what half is there of the others. */
export function measureCoverage(root: string): { readonly pairs: ReadonlyMap<string, Pair>; readonly halves: ReadonlyMap<string, string> } {
  const violating = new Map<string, string>()
  const enforcing = new Map<string, string>()
  for (const folder of exampleFolders(root)) {
    for (const [row, verdict] of rowVerdicts(root, folder)) {
      if (verdict === 'violated' && !violating.has(row)) violating.set(row, folder)
      if (verdict === 'enforced' && !enforcing.has(row)) enforcing.set(row, folder)
    }
  }
  const ids = guides.flatMap(({ requirements }) => requirements.map(({ id }) => id))
  const pairs = new Map(
    ids.flatMap((id) => {
      const [one, other] = [violating.get(id), enforcing.get(id)]
      return one === undefined || other === undefined ? [] : [[id, [one, other]] as const]
    }),
  )
  const halves = new Map(
    ids.flatMap((id) =>
      pairs.has(id) ? [] : [[id, violating.has(id) ? 'only violated' : enforcing.has(id) ? 'only enforced' : 'neither'] as const],
    ),
  )
  return { pairs, halves }
}

/** The module that `ringwall guide --coverage` prints from. */
export function coverageModule(pairs: ReadonlyMap<string, Pair>): string {
  const lines = [...pairs].map(([id, [violating, enforcing]]) => `  '${id}': ['${violating}', '${enforcing}'],`)
  return `/**
 * Rows that are judged from files, each with an example that violates it and one that enforces it. Made by \`npm run docs\` from all examples;
 * test/guide-rows.test.ts runs every pair.
 */
export const coverage: Readonly<Record<string, readonly [violating: string, enforcing: string]>> = {
${lines.join('\n')}
}
`
}
