import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseAssignments } from './python-assignments.ts'

it('reads literals with their lines and leaves everything else out', () => {
  const text = [
    'c = get_config()',
    "c.ServerApp.token = ''  # open",
    'bind = "0.0.0.0:8000"',
    'workers = 2 * 3',
    'reload = True',
    'hosts = [\'a\', "b"]',
    'x == 1',
    '  inner = 1',
  ].join('\n')
  expect(parseAssignments(text).map(({ name, value, kind, span }) => [name, value, kind, span.line])).toEqual([
    ['c.ServerApp.token', '', 'string', 2],
    ['bind', '0.0.0.0:8000', 'string', 3],
    ['reload', 'True', 'boolean', 5],
    ['hosts', 'a,b', 'list', 6],
  ])
})

it('gives back any simple string', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w /:.,=#-]{0,40}$/), (value) => {
      expect(parseAssignments(`key = "${value}"`)).toMatchObject([{ name: 'key', value }])
    }),
  )
})

it('keeps to the lines of any text, and never throws', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a = 1', 'b = "x', "c = ''", 'd = [', '\t', 'e = [1, "2"]')), (lines) => {
      for (const { name, span } of parseAssignments(lines.join('\n'))) expect(lines[span.line - 1]).toContain(`${name} =`)
    }),
  )
})
