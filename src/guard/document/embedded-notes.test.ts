import { expect, it } from 'vitest'
import { exampleText } from '../../../test/guard/example.ts'
import { notesOn } from './notes.ts'
import { readGuard } from './read.ts'

const text = exampleText({ folder: '/run/guard', https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })

function notes(engine: string, changed: (text: string) => string = (same) => same): readonly string[] {
  const read = readGuard('guard.yaml', changed(text.replace('guard: 1', `guard: 1\nengine: ${engine}`)))
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return notesOn(read.document).map(({ message }) => message)
}

it('says what a guard without an engine is for, and nothing of it with one', () => {
  const alone = notes('embedded')
  expect(alone).toContainEqual(expect.stringContaining('for small installations'))
  expect(alone.filter((note) => !notes('nginx').includes(note))).toHaveLength(1)
})

it('says what it does nothing of', () => {
  const asked = (same: string): string =>
    same.replace('micro-cache: false', 'micro-cache: true').replace('right: by-method, on: app }', 'right: by-method, on: app, record: after }')
  expect(notes('embedded', asked)).toEqual(
    expect.arrayContaining([expect.stringContaining('"micro-cache" changes nothing'), expect.stringContaining('localhost/**: "record: after"')]),
  )
})
