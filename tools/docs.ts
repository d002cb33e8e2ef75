/** Writes docs/controls/ from the controls' own documentation; with `--check` only says what would change. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { controls, guides } from '../src/registry.ts'
import { coverageModule, measureCoverage } from './coverage.ts'
import { controlPages, drift } from './pages.ts'

const folder = join(import.meta.dirname, '../docs/controls')
const pages = controlPages(controls, guides)

if (process.argv.includes('--check')) {
  const changes = drift(folder, pages)
  for (const change of changes) console.error(`docs/controls/${change}`)
  if (changes.length > 0) console.error('hint: npm run docs')
  process.exitCode = changes.length > 0 ? 1 : 0
} else {
  rmSync(folder, { recursive: true, force: true })
  for (const [file, text] of pages) {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  console.log(`wrote ${pages.size} pages to docs/controls`)
  const root = join(import.meta.dirname, '..')
  const { pairs, halves } = measureCoverage(root)
  writeFileSync(join(root, 'src/guides/coverage.ts'), coverageModule(pairs))
  console.log(`${pairs.size} of ${pairs.size + halves.size} rows have an example that violates and one that enforces them`)
  if (process.argv.includes('--missing')) for (const [row, half] of halves) console.log(`  ${row} ${half}`)
}
