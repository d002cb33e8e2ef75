import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Editor } from '../src/formats/edit.ts'
import { applyEdits } from '../src/formats/edit.ts'
import type { Repeats } from '../src/formats/edits/repeats.ts'

/** All that a file says, in its order, one text for each; and the paths with the name that their line then has. */
export interface TriedEditor<Path, Value> {
  readonly editor: Editor<Path, Value>
  readonly read: (text: string) => readonly string[]
  readonly pieces: readonly string[]
  readonly paths: readonly (readonly [Path, string])[]
  readonly value: fc.Arbitrary<Value>
  readonly line: (name: string, value: Value) => string
  /** A value that can always be written. */
  readonly plain: Value
  /** The format can hold every text. */
  readonly total?: boolean
}

export const word: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9/.:]{0,8}$/),
  fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', ';', '{', '}', '#', '$', '<', '>', '\n', '\t', '=', '\u00e9', '%'), maxLength: 5 }),
)
export const words: fc.Arbitrary<string[]> = fc.array(word, { minLength: 1, maxLength: 3 })
export const wordLine = (name: string, value: readonly string[]): string => JSON.stringify([name, ...value])

/** The properties that every editor of lines with words has. */
export function tried<Path, Value>(name: string, { editor, read, pieces, paths, value, line, plain, total = false }: TriedEditor<Path, Value>): void {
  const documents = fc.tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 6 }), fc.boolean(), fc.boolean()).map(([some, crlf, cut]) => {
    const text = cut ? some.join('').replace(/\n$/, '') : some.join('')
    return crlf ? text.replaceAll('\n', '\r\n') : text
  })

  describe(`edits of ${name}`, () => {
    it('say what is meant and leave the rest', () => {
      let done = 0
      fc.assert(
        fc.property(documents, fc.constantFrom(...paths), value, (text, [path, key], wanted) => {
          const change = editor.set(text, path, wanted)
          expect('cannot' in change && total ? change.cannot : '').toMatch(
            /^$|no such|several blocks|no place|computed|put together|condition|line ends/,
          )
          if ('cannot' in change || change.edits.length === 0) return
          done++
          const after = applyEdits(text, change.edits)
          const [old, now] = [read(text), read(after)]
          const isAdded = now.length > old.length
          const at = now.findIndex((each, index) => each !== old[index])
          expect(now[at]).toBe(line(key, wanted))
          expect([...now.slice(0, at), ...now.slice(at + 1)]).toEqual(isAdded ? old : [...old.slice(0, at), ...old.slice(at + 1)])
          expect(isAdded ? change.edits.filter(({ start, end }) => start < end) : []).toEqual([])
          expect(editor.set(after, path, wanted)).toMatchObject({ edits: [] })
        }),
        { numRuns: 500 },
      )
      expect(done).toBeGreaterThan(50)
    })

    it('are possible for plain words', () => {
      fc.assert(
        fc.property(documents, fc.constantFrom(...paths), (text, [path]) => {
          const change = editor.set(text, path, plain)
          expect('cannot' in change ? change.cannot : '').toMatch(/^$|no such|several blocks|no place|computed|put together|condition|line ends/)
        }),
      )
    })

    it('take out what was named alone', () => {
      fc.assert(
        fc.property(documents, fc.constantFrom(...paths), (text, [path]) => {
          const change = editor.remove(text, path)
          if ('cannot' in change) return
          const [old, now] = [read(text), read(applyEdits(text, change.edits))]
          let at = 0
          for (const each of old) if (each === now[at]) at++
          expect(at).toBe(now.length)
          expect(editor.remove(applyEdits(text, change.edits), path)).toMatchObject(typeof path === 'number' ? {} : { edits: [] })
        }),
      )
    })

    it('never throw', () => {
      const noise = fc
        .array(fc.constantFrom(...pieces, '{', '}', '"', "'", '\\', '\n', '<', '>', '#', ' ', ';', '='), { maxLength: 15 })
        .map((some) => some.join(''))
      fc.assert(
        fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), fc.constantFrom(...paths), value, (text, [path], wanted) => {
          for (const change of [editor.set(text, path, wanted), editor.remove(text, path)])
            expect('cannot' in change || typeof applyEdits(text, change.edits)).toBeTruthy()
        }),
        { numRuns: 300 },
      )
    })
  })
}

/** What the properties of settings that repeat take of the ones above. */
export interface TriedRepeats<Path, Value> extends Omit<TriedEditor<Path, Value>, 'editor' | 'plain' | 'total'> {
  readonly editor: Repeats<Path, Value>
}

/** The properties of settings that may stand several times. */
export function triedRepeats<Path, Value>(name: string, { editor, read, pieces, paths, value, line }: TriedRepeats<Path, Value>): void {
  const documents = fc.tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 6 }), fc.boolean()).map(([some, crlf]) => {
    return crlf ? some.join('').replaceAll('\n', '\r\n') : some.join('')
  })
  const isOne = (wanted: Value) => (each: Value) => JSON.stringify(each) === JSON.stringify(wanted)

  describe(`repeated settings of ${name}`, () => {
    it('are added and taken out one by one, and the rest stays', () => {
      let done = 0
      fc.assert(
        fc.property(documents, fc.constantFrom(...paths), value, (text, [path, key], wanted) => {
          const change = editor.put(text, path, wanted)
          if ('cannot' in change || change.edits.length === 0) return
          done++
          const after = applyEdits(text, change.edits)
          const [old, now] = [read(text), read(after)]
          const at = now.findIndex((each, index) => each !== old[index])
          expect(change.edits.filter(({ start, end }) => start < end)).toEqual([])
          expect([...now.slice(0, at), ...now.slice(at + 1)]).toEqual(old)
          expect(now).toContain(line(key, wanted))
          expect(editor.put(after, path, wanted)).toMatchObject({ edits: [] })
          const back = editor.drop(after, path, isOne(wanted))
          const isTemplate = 'cannot' in back && /template/.test(back.cannot)
          expect('cannot' in back ? (isTemplate ? old : back.cannot) : read(applyEdits(after, back.edits))).toEqual(old)
        }),
        { numRuns: 900 },
      )
      expect(done).toBeGreaterThan(50)
    })

    it('never throw', () => {
      const noise = fc
        .array(fc.constantFrom(...pieces, '{', '}', '"', '\\', '\n', '<', '#', ';', '='), { maxLength: 12 })
        .map((some) => some.join(''))
      fc.assert(
        fc.property(noise, fc.constantFrom(...paths), value, fc.boolean(), (text, [path], wanted, flag) => {
          const changes = [editor.put(text, path, wanted, { fits: () => flag, before: () => flag }), editor.drop(text, path, () => flag)]
          for (const change of changes) expect('cannot' in change || typeof applyEdits(text, change.edits)).toBeTruthy()
        }),
        { numRuns: 200 },
      )
    })
  })
}
