import { expect, it } from 'vitest'
import type { Gap } from '../model/fact.ts'
import { isResolved, setting } from '../model/setting.ts'
import { component } from '../testing/component.ts'
import { openDocument, openOwnDocument, placeAt, settingAt } from './documents.ts'

const input = component({ files: { '/etc/a.conf': 'key value\n' } })

it('opens what is mounted, and says where its lines are', () => {
  const gaps: Gap[] = []
  const document = openDocument(input, '/etc/a.conf', gaps)!
  expect(placeAt(document, { line: 2 })).toEqual({ file: 'a.conf', line: 2 })
  expect(placeAt(document, { line: 2, endLine: 4 })).toEqual({ file: 'a.conf', line: 2, endLine: 4 })
  expect(settingAt(document, 'value', { line: 1 })).toMatchObject({
    value: 'value',
    unresolved: [],
    trail: [
      { file: 'a.conf', line: 1 },
      { file: 'compose.yml', line: 8 },
    ],
  })
  expect(settingAt(document, '<password>', { line: 1 }).unresolved).toMatchObject([{ kind: 'placeholder' }])
  expect(gaps).toEqual([])
})

it('takes an absent file for none, and an unreadable one for a gap', () => {
  const gaps: Gap[] = []
  expect(openDocument(input, '/etc/b.conf', gaps)).toBeUndefined()
  expect(gaps).toEqual([])
  const mount = [{ file: 'compose.yml', line: 9 }]
  const broken = { ...input, open: () => ({ state: 'unreadable' as const, why: 'it is not text', mount }) }
  expect(openDocument(broken, '/etc/a.conf', gaps)).toBeUndefined()
  expect(gaps).toEqual([{ why: 'subject reads /etc/a.conf: it is not text', place: mount[0] }])
})

it('counts a file of its own inside a volume as the default, and any other unreadable file as a gap', () => {
  const at = { file: 'compose.yml', line: 8 }
  const mount = { kind: 'volume' as const, source: setting('data', at), target: setting('/var/lib/db', at), readOnly: false, options: [], at }
  const input = { ...component({ mounts: [mount] }), open: () => ({ state: 'unreadable' as const, why: 'a volume', mount: [at] }) }
  const gaps: Gap[] = []
  expect(openOwnDocument(input, '/var/lib/db/db.conf', gaps)).toBeUndefined()
  expect(gaps).toEqual([])
  expect(openOwnDocument(input, '/var/lib/dbx/db.conf', gaps)).toBeUndefined()
  expect(openDocument(input, '/var/lib/db/db.conf', gaps)).toBeUndefined()
  expect(gaps).toHaveLength(2)
})

it('reads a template as far as it is known, and says what is not', () => {
  const text = '\ufeffa: 1\n{% if b %}\nb: "{{ b }}"\n{% endif %}\n{{ more }}\nc: <%= c %>\n'
  const gaps: Gap[] = []
  const document = openDocument(component({ files: { '/a.yml': text } }), '/a.yml', gaps)
  expect(document?.text.split('\n').map((line) => line.trim())).toEqual(['a: 1', '', 'b: "{{ b }}"', '', '', 'c: <%= c %>', ''])
  expect(gaps.map(({ place }) => place?.line)).toEqual([2, 5])
  for (const value of ['{{ b }}', 'x{{ b }}:1', '<%= c %>', '@C@', '%C%', '{% if x %}1{% else %}2{% endif %}'])
    expect(isResolved(settingAt(document!, value, { line: 3 }))).toBe(false)
  for (const value of ['{b}', '50%', 'a@b', '%d %t', '<%']) expect(isResolved(settingAt(document!, value, { line: 3 }))).toBe(true)
})
