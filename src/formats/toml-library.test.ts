import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import type { Node } from './node.ts'
import { parseToml } from './toml.ts'

/** A value of the library as our tree has it: text and type, dates as strings. */
function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told)
  if (value instanceof Date) return ['date']
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value).map(([key, each]): [string, unknown] => [key, told(each)]))
  return [typeof value, String(value)]
}

function ours(node: Node | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'sequence') return node.items.map(ours)
  if (node.kind === 'mapping') return new Map(node.entries.map((entry): [string, unknown] => [entry.key, ours(entry.value)]))
  if (!node.quoted && /^\d{4}-\d\d-\d\d|^\d\d:\d\d/.test(node.text)) return ['date']
  return [node.type, node.type === 'number' && !node.quoted ? String(Number(node.text.replaceAll('_', ''))) : node.text]
}

const examples = join(import.meta.dirname, '../../examples')
const files = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.toml'))

describe('our TOML beside smol-toml', () => {
  it.each(files)('reads the same values from %s', (file) => {
    const text = readFileSync(join(examples, file), 'utf8')
    expect(ours(parseToml(text).value)).toEqual(told(parse(text)))
  })

  it('reads what the library writes', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_ .-]{1,12}$/)
    const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer({ min: -1e9, max: 1e9 }))
    const document = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(key, leaf, { maxKeys: 4 })), { maxKeys: 6 })
    fc.assert(
      fc.property(document, (value) => {
        const text = stringify(value)
        const { value: tree, problems } = parseToml(text)
        expect(problems).toEqual([])
        expect(ours(tree)).toEqual(told(parse(text)))
      }),
    )
  })
})
