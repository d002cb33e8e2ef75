import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { GuideAnswer, RowAnswer, RowVerdict } from '../model/answer.ts'
import type { GuideRenderOptions } from '../model/render.ts'
import { guideJson } from './guide-json.ts'
import { guideMarkdown } from './guide-markdown.ts'
import { guideText } from './guide-text.ts'

const options: GuideRenderOptions = {
  all: false,
  colour: false,
  columns: 100,
  now: '2026-01-01T00:00:00.000Z',
  tool: { name: 'ringwall', version: '1' },
}

function row(id: string, verdict: RowVerdict, more: Partial<RowAnswer> = {}): RowAnswer {
  return { id, text: `What ${id} asks`, verdict, why: 'Because <of> it.', settle: '', means: ['verify'], evidence: [], ...more }
}

const rows: readonly RowAnswer[] = [
  row('G-1', 'enforced'),
  row('G-2', 'violated', {
    settle: 'Set a password.',
    evidence: [1, 2, 3, 4, 5].map((line) => ({
      verdict: 'fail',
      deployment: 'shop',
      control: 'listener/authenticated',
      subject: 'redis:6379',
      message: 'Redis asks for nothing.',
      fix: 'set a password',
      locations: [{ file: 'compose.yml', line, endLine: line }],
    })),
  }),
  row('G-3', 'not-applicable'),
  row('G-4', 'unknown', { settle: 'Ask it.' }),
]
const answer: GuideAnswer = {
  guide: 'g',
  title: 'A guide',
  deployments: ['shop'],
  rows,
  summary: { violated: 1, waived: 0, unknown: 1, attested: 0, enforced: 1, 'not-applicable': 1 },
}

describe('the answers of a guide', () => {
  it('fit their schema', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/guide.json'), 'utf8')) as object
    const fits = new Ajv2020({ strict: true, allErrors: true }).compile(schema)
    fits(JSON.parse(guideJson(answer, options)))
    expect(fits.errors).toBe(null)
  })

  it('are shown in the terminal: what is violated first, with places and the change', () => {
    const text = guideText(answer, options)
    expect(text.indexOf('G-2')).toBeLessThan(text.indexOf('G-4'))
    expect(text).toContain('compose.yml:1, compose.yml:2, compose.yml:3 and 2 more')
    expect(text).toContain('fix: Set a password.')
    expect(text).not.toContain('G-3')
    expect(guideText(answer, { ...options, all: true })).toContain('G-3')
    expect(text).toContain('4 rows: 1 violated, 1 unknown, 0 waived, 0 attested, 1 enforced, 1 not applicable')
  })

  it('are Markdown in which nothing of the files is markup', () => {
    const text = guideMarkdown(answer, options)
    expect(text).toContain('## Violated (1)')
    expect(text).toContain('Because &lt;of&gt; it.')
    expect(text).toContain('`compose.yml:1`')
  })
})
