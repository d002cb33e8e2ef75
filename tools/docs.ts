/** Writes docs/controls/ from the controls' own documentation; with `--check` only says what would change. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { controls, guides } from '../src/registry.ts'
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
}
