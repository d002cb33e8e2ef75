import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sentence } from '../src/controls/sentence.ts'
import { project } from './in-process.ts'

const folder = join(project, 'src/technologies')
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

function sourcesOf(name: string): readonly string[] {
  return readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('examples'))
    .map((file) => join(folder, name, file))
}

/** Messages of exported tables of rules. */
async function tableMessages(file: string): Promise<readonly string[]> {
  const exported = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  return Object.values(exported).flatMap((table) => (Array.isArray(table) ? table.flatMap(messageOf) : []))
}

function messageOf(row: unknown): readonly string[] {
  if (typeof row !== 'object' || row === null || !('concern' in row) || !('message' in row)) return []
  return typeof row.message === 'string' ? [row.message] : []
}

/** Messages that code holds: plain texts after `message:`. */
function writtenMessages(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/\bmessage:\s*'((?:[^'\\\n]|\\.)*)'/g)].map((match) => match[1] ?? '')
}

describe('every message of a technology', () => {
  it.each(names)('%s reads as a sentence', async (name) => {
    for (const file of sourcesOf(name)) {
      for (const message of [...(await tableMessages(file)), ...writtenMessages(file)].map((text) => sentence(text))) {
        expect(message).toMatch(/[^.]\.$/)
        // an upper-case letter, or a word that is written as it is
        expect(message).toMatch(/^(?:[A-Z]|[^\sA-Z]*[A-Z\d_./"`*][^\s]* )/)
      }
    }
  })

  it('is looked for in tables and in code', async () => {
    expect(await tableMessages(join(folder, 'coopr/settings.ts'))).toContain(
      'credentials of cloud providers are stored in clear text in the database',
    )
    expect(writtenMessages(join(folder, 'coopr/plain.ts'))).toContain('clusters and their nodes are reported to an address over plain HTTP')
  })
})
