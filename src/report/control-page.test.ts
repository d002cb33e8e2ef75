import { describe, expect, it } from 'vitest'
import type { Control } from '../model/control.ts'
import type { Guide } from '../model/guide.ts'
import { controlIndex, controlPage, requirementIdsOf } from './control-page.ts'

const control: Control = {
  id: 'channel/encrypted',
  title: 'Channels are encrypted',
  subject: 'channel',
  documentation: {
    why: 'People listen.',
    how: 'By `sslmode`.\n\nAnd more.',
    falsePositives: 'None.',
    fix: 'Use TLS.\n',
    references: ['CIS Docker 5.14'],
  },
  judge: () => [],
}

function guide(id: string, rows: Readonly<Record<string, readonly string[]>>): Guide {
  const requirements = Object.entries(rows).map(([row, controls]) => ({
    id: row,
    text: row,
    answeredBy: controls.map((name) => ({ control: name })),
  }))
  return { id, title: id, technologies: [], requirements }
}

describe('controlPage', () => {
  it('prints every part of the documentation', () => {
    expect(controlPage({ ...control, title: 'channels are encrypted' }, ['CNF-1', 'CNF-2'])).toBe(`# channel/encrypted

Channels are encrypted. Judged for each channel.

## Why

People listen.

## How it is decided

By \`sslmode\`.

And more.

## False positives

None.

## Fix

Use TLS.

## References

- CIS Docker 5.14

## Guide requirements

CNF-1, CNF-2
`)
  })

  it('leaves out what is empty', () => {
    const page = controlPage({ ...control, documentation: { ...control.documentation, references: [] } }, [])
    expect(page).not.toContain('## References')
    expect(page).not.toContain('## Guide requirements')
    expect(page.endsWith('Use TLS.\n')).toBe(true)
  })
})

describe('requirementIdsOf', () => {
  it('gathers from all guides, sorted, each once', () => {
    const guides = [
      guide('b', { 'B-2': ['channel/encrypted', 'channel/encrypted'], 'B-1': ['channel/other'] }),
      guide('a', { 'A-1': ['channel/other', 'channel/encrypted'] }),
    ]
    expect(requirementIdsOf(control, guides)).toEqual(['A-1', 'B-2'])
  })
})

describe('controlIndex', () => {
  it('lists controls by id with a link each', () => {
    const index = controlIndex([control, { ...control, id: 'channel/authenticated', title: 'Channels are authenticated' }])
    expect(index.split('\n').slice(6)).toEqual([
      '| [channel/authenticated](channel/authenticated.md) | Channels are authenticated |',
      '| [channel/encrypted](channel/encrypted.md) | Channels are encrypted |',
      '',
    ])
  })
})
