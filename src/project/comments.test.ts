import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readComments } from './comments.ts'

const words = 'ringwall: waive listener/all-interfaces until 2027-03-01 because only the balancer reaches it'

describe('a waiver in a comment', () => {
  it.each([
    ['# X', [1, 2]],
    ['  ## X', [1, 2]],
    ['// X', [1, 2]],
    ['; X', [1, 2]],
    ['<!-- X -->', [1, 2]],
    ['-- X', [1, 2]],
    ['/* X */', [1, 2]],
    ['! X', [1, 2]],
    ['bind 0.0.0.0 # X', [1]],
    ['"a": 1, // X', [1]],
    ['<a/> <!-- X -->', [1]],
  ])('is read from %j', (comment, lines) => {
    expect(readComments(`${comment.replace('X', words)}\nnext\n`, 'a.conf')).toEqual({
      waivers: [
        {
          origin: 'inline',
          control: 'listener/all-interfaces',
          file: 'a.conf',
          lines,
          owner: 'inline',
          reason: 'only the balancer reaches it',
          until: '2027-03-01',
          at: { file: 'a.conf', line: 1 },
        },
      ],
      incomplete: [],
    })
  })

  it('may name its owner', () => {
    const [waiver] = readComments('# ringwall: waive a/b by Ana Sol until 2027-03-01 because of it', 'a').waivers
    expect(waiver).toMatchObject({ owner: 'Ana Sol', reason: 'of it' })
  })

  it('speaks, among others of its kind, of the line behind all of them', () => {
    const text = '# ringwall: waive a/b until 2027-03-01 because r\n# ringwall: waive a/c until 2027-03-01 because r\nx\n'
    expect(readComments(text, 'a').waivers.map(({ lines }) => lines)).toEqual([
      [1, 3],
      [2, 3],
    ])
  })

  it.each([
    ['ringwall: waive a/b because r', 'it has no last day'],
    ['ringwall: waive a/b until tomorrow because r', 'it has no last day'],
    ['ringwall: waive a/b until 2027-02-30 because r', 'it has no last day'],
    ['ringwall: waive a/b until 2027-03-01', 'it has no reason'],
    ['ringwall: waive a/b until 2027-03-01 because', 'it has no reason'],
    ['ringwall: waive until 2027-03-01 because r', 'it names no control'],
    ['ringwall: ignore a/b', 'the only word that is understood is "waive"'],
  ])('%j is none, and that is said', (text, missing) => {
    const { waivers, incomplete } = readComments(`x\n# ${text}`, 'a.conf')
    expect(waivers).toEqual([])
    expect(incomplete).toEqual([expect.objectContaining({ kind: 'incomplete', place: { file: 'a.conf', line: 2 } })])
    expect(incomplete[0]?.message).toContain(missing)
  })

  it.each([
    'x ringwall: waive a/b',
    'image: ringwall:latest',
    'https://x/ringwall: waive',
    '# see the ringwall: pages',
    `# ${'x'.repeat(3000)} # ${words}`,
  ])('is not seen in %j', (text) => {
    expect(readComments(text, 'a')).toEqual({ waivers: [], incomplete: [] })
  })

  it('never throws', () => {
    const piece = fc.constantFrom('# ', 'ringwall:', ' waive ', 'a/b ', 'until ', '2027-03-01 ', 'because ', 'by ', '\n', '-->', 'x')
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        const { waivers } = readComments(pieces.join(''), 'a')
        expect(waivers.every(({ reason, until }) => reason !== '' && until.length === 10)).toBe(true)
      }),
    )
  })
})
