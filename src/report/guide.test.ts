import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { guideAnswer as answer, renderOptions as options } from '../testing/answer.ts'
import { guideJson } from './guide-json.ts'
import { guideMarkdown } from './guide-markdown.ts'
import { guideText } from './guide-text.ts'

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
