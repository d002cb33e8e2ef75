import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/protocols/canonical-json.ts'
import { notesOf } from '../../src/guard/audit/checkpoint.ts'
import { leafHash } from '../../src/guard/audit/tree.ts'
import { keyEvent, newFolder, openLog, verified } from './audit-log.ts'

/** Lines of the records of all segments, without the first line of each. */
type Segments = Map<string, string[]>

let folder = ''
let count = 0
/** Kept elsewhere: the last one. */
let outside = ''

beforeAll(async () => {
  folder = newFolder()
  const notes: string[] = []
  const log = await openLog(folder, { segmentBytes: 9_000, places: [{ name: 'elsewhere', deliver: async (note) => void notes.push(note) }] })
  for (let at = 0; at < 120; at++) await log.write(keyEvent(`key-${at}`))
  await log.close()
  count = 122
  outside = notes.at(-1)!
})

function tampered(change: (segments: Segments, copy: string) => void): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'ringwall-audit-')), 'log')
  mkdirSync(copy)
  for (const name of readdirSync(folder)) if (name !== 'lock') cpSync(join(folder, name), join(copy, name))
  const segments: Segments = new Map()
  for (const name of readdirSync(copy)
    .filter((each) => each.endsWith('.log'))
    .toSorted())
    segments.set(name, readFileSync(join(copy, name), 'utf8').split('\n').slice(0, -1))
  change(segments, copy)
  for (const [name, lines] of segments) writeFileSync(join(copy, name), `${lines.join('\n')}\n`)
  return copy
}

/** Where a record stands; the first line of a segment is none. */
function placeOf(segments: Segments, record: number): { readonly lines: string[]; readonly at: number } {
  let before = 0
  for (const lines of segments.values()) {
    if (record < before + lines.length - 1) return { lines, at: record - before + 1 }
    before += lines.length - 1
  }
  throw new Error('no such record')
}

function remade(line: string, change: (record: Record<string, unknown>) => void): string {
  const record = JSON.parse(line.slice(45)) as Record<string, unknown>
  change(record)
  const json = canonicalJson(record)
  return `${leafHash(Buffer.from(json)).toString('base64')} ${json}`
}

function firstBad(path: string, known = outside): number | undefined {
  const { problems } = verified(path, known)
  rmSync(path, { recursive: true })
  return problems[0]?.record
}

/** Each try copies the log. */
const tries = { numRuns: 40 }
const anyRecord = fc.nat(121)

describe('a log that nobody touched', () => {
  it('holds', () => {
    expect(verified(folder, outside)).toMatchObject({ first: 0, end: count, signed: count, outside: 1, problems: [] })
    expect(readdirSync(folder).filter((name) => name.endsWith('.log')).length).toBeGreaterThan(2)
    expect(firstBad(tampered(() => undefined))).toBeUndefined()
  })
})

describe('is told, and the first bad record named:', () => {
  it('a byte that is another', () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(400), fc.integer({ min: 1, max: 127 }), (record, where, change) => {
        const path = tampered((segments) => {
          const { lines, at } = placeOf(segments, record)
          const bytes = Buffer.from(lines[at]!)
          const position = where % bytes.length
          bytes[position]! ^= change
          // two lines, or one less, are another case
          fc.pre(bytes[position] !== 10)
          lines[at] = bytes.toString('latin1')
        })
        expect(firstBad(path)).toBe(record)
      }),
      tries,
    )
  })

  it('a record that is gone', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const path = tampered((segments) => {
          const { lines, at } = placeOf(segments, record)
          lines.splice(at, 1)
        })
        expect(firstBad(path)).toBe(record)
      }),
      tries,
    )
  })

  it('a record that stands twice, or comes from elsewhere', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (record, other) => {
        const path = tampered((segments) => {
          const from = placeOf(segments, other)
          const copied = from.lines[from.at]!
          const { lines, at } = placeOf(segments, record)
          lines.splice(at, 0, copied)
        })
        expect(firstBad(path)).toBe(other === record ? record + 1 : record)
      }),
      tries,
    )
  })

  it('records that changed places', () => {
    fc.assert(
      fc.property(anyRecord, anyRecord, (one, other) => {
        fc.pre(one !== other)
        const path = tampered((segments) => {
          const [left, right] = [placeOf(segments, one), placeOf(segments, other)]
          ;[left.lines[left.at], right.lines[right.at]] = [right.lines[right.at]!, left.lines[left.at]!]
        })
        expect(firstBad(path)).toBe(Math.min(one, other))
      }),
      tries,
    )
  })

  it('an end that was cut off, with the checkpoints about it, by a checkpoint that was kept elsewhere alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 121 }), (left) => {
        const cut = (): string =>
          tampered((segments, copy) => {
            let before = 0
            for (const [name, lines] of segments) {
              lines.length = Math.max(0, Math.min(lines.length, left - before + 1))
              before = Math.max(before, before + lines.length - 1)
              const marks = join(copy, name.replace('.log', '.checkpoints'))
              if (lines.length > 1 || name === '000000000000.log') {
                const kept = notesOf(readFileSync(marks, 'utf8')).filter((note) => Number(note.split('\n')[1]) <= left)
                writeFileSync(marks, kept.map((note) => `${note}\n`).join(''))
                continue
              }
              segments.delete(name)
              rmSync(join(copy, name))
              rmSync(marks)
            }
          })
        expect(firstBad(cut())).toBe(left)
        // without it, a log whose first checkpoint is gone is told all the same
        expect([undefined, 0]).toContain(firstBad(cut(), ''))
      }),
      tries,
    )
  })

  it('a segment that is gone', () => {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.log'))) {
      const first = Number.parseInt(name, 10)
      const path = tampered((segments, copy) => {
        segments.delete(name)
        rmSync(join(copy, name))
      })
      const { problems, first: begins } = verified(path, outside)
      rmSync(path, { recursive: true })
      // a log may begin later: older segments are kept elsewhere, and the peaks of what is there are signed
      const told = [problems[0]?.record, begins > 0]
      expect(told).toEqual(first === 0 ? [undefined, true] : [first, false])
    }
  })
})

describe('is told, between the checkpoints it lies between:', () => {
  const bounds = (): readonly number[] => [
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .map((name) => Number.parseInt(name, 10))
      .toSorted((one, other) => one - other),
    count,
  ]
  const before = (record: number): number => bounds().findLast((bound) => bound <= record)!

  it('a record whose hash was made again', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const path = tampered((segments) => {
          const { lines, at } = placeOf(segments, record)
          lines[at] = remade(lines[at]!, (value) => void (value['at'] = '2026-03-01T10:00:00.001Z'))
        })
        expect(firstBad(path)).toBe(before(record))
      }),
      tries,
    )
  })

  it('a record that is gone where those behind it were numbered anew, up to the end', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const path = tampered((segments, copy) => {
          const { lines, at } = placeOf(segments, record)
          lines.splice(at, 1)
          for (let behind = at; behind < lines.length; behind++)
            lines[behind] = remade(lines[behind]!, (value) => void (value['seq'] = (value['seq'] as number) - 1))
          // and nothing is left of what comes then
          const names = [...segments.keys()]
          for (const name of names.slice(names.findIndex((each) => segments.get(each) === lines) + 1)) {
            segments.delete(name)
            rmSync(join(copy, name))
            rmSync(join(copy, name.replace('.log', '.checkpoints')))
          }
        })
        const { problems } = verified(path, outside)
        rmSync(path, { recursive: true })
        expect(problems.length).toBeGreaterThan(0)
      }),
      tries,
    )
  })

  it('checkpoints of another key, or none at all', () => {
    const marks = (path: string): string => join(path, '000000000000.checkpoints')
    const forged = tampered((segments, copy) => {
      const last = [...segments.keys()].at(-1)!.replace('.log', '.checkpoints')
      const text = readFileSync(join(copy, last), 'utf8')
      writeFileSync(
        join(copy, last),
        text.replace(/(\u2014 \S+ .{30})./g, (all, kept: string) => `${kept}${all.endsWith('A') ? 'B' : 'A'}`),
      )
    })
    expect(verified(forged).problems[0]?.what).toContain('not signed with this key')
    const bare = tampered((segments, copy) => {
      for (const name of segments.keys()) rmSync(join(copy, name.replace('.log', '.checkpoints')))
    })
    expect(verified(bare).problems[0]?.what).toContain('no checkpoint is about the records')
    expect(readFileSync(marks(folder), 'utf8')).toBe('')
  })
})
