import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePython } from '../../src/formats/python.ts'
import type { PythonValue } from '../../src/formats/python-value.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const python = program('/usr/bin/python3')
const folder = join(import.meta.dirname, '../fixtures/python')

/** What Python itself takes for literals: every assignment at the margin whose value `ast.literal_eval` accepts, with its line. Runs nothing of the file. */
const dump = `
import ast, json, sys
def told(value):
    if isinstance(value, dict): return {'dict': [[told(k), told(v)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)): return {type(value).__name__: [told(v) for v in value]}
    if isinstance(value, set): return {'set': sorted(json.dumps(told(v)) for v in value)}
    if isinstance(value, bytes): return {'bytes': list(value)}
    if isinstance(value, bool) or value is None or isinstance(value, str): return value
    return {'number': repr(float(value))}
found = []
for node in ast.parse(sys.stdin.buffer.read()).body:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) and node.value else []
    for target in targets:
        if not isinstance(target, ast.Name): continue
        try: value = ast.literal_eval(node.value)
        except ValueError: continue
        found.append([target.id, told(value), node.lineno])
print(json.dumps(found))
`

/** The value as the dump writes it; undefined where it is no literal. */
function told(value: PythonValue): unknown {
  switch (value.kind) {
    case 'text':
      return value.bytes ? { bytes: Array.from(value.text, (one) => one.codePointAt(0)) } : value.text
    case 'number':
      return { number: Number(value.text) }
    case 'constant':
      return value.value === 'None' ? null : value.value === 'True'
    case 'list': {
      const items = value.items.map(told)
      if (items.includes(undefined)) return undefined
      return value.form === 'set' ? { set: items.map((item) => JSON.stringify(item)).toSorted() } : { [value.form]: items }
    }
    case 'dict': {
      // a key that is there twice keeps its place and takes the last value; 1 and True are one key
      const found = new Map<string, unknown[]>()
      for (const entry of value.entries) {
        const key = entry.key === undefined ? undefined : told(entry.key)
        const each = told(entry.value)
        if (key === undefined || each === undefined) return undefined
        const name = JSON.stringify(key === true ? { number: 1 } : key)
        found.set(name, [found.get(name)?.[0] ?? key, each])
      }
      return { dict: [...found.values()] }
    }
    default:
      return undefined
  }
}

/** Numbers as numbers, in what Python wrote. */
function numbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numbers)
  if (typeof value !== 'object' || value === null) return value
  if ('number' in value) return { number: Number(value.number) }
  if ('set' in value && Array.isArray(value.set))
    return { set: value.set.map((item) => JSON.stringify(numbers(JSON.parse(String(item))))).toSorted() }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, numbers(each)]))
}

describe.skipIf(isMissing(python))(`Python${reason(python)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('python')
  })
  afterAll(async () => box.stop())

  it.each(readdirSync(folder))('takes %s for the same values', (name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const theirs = JSON.parse(box.run(python ?? '', ['-I', '-S', '-W', 'ignore', '-c', dump], text)) as readonly (readonly unknown[])[]
    const { statements, problems } = parsePython(text)
    const ours = statements.flatMap((statement) => {
      if (statement.kind !== 'assignment' || statement.target.keys.length > 0 || statement.operator !== '=') return []
      const { block, target, value, span } = statement
      if (block.conditional || block.inFunction || block.className !== undefined) return []
      const literal = told(value)
      return literal === undefined ? [] : [[target.name, literal, span.line]]
    })
    const margin = new Set(theirs.map(([of]) => of))
    expect(theirs.length).toBeGreaterThanOrEqual(3)
    expect(ours.filter(([of]) => margin.has(of))).toEqual(theirs.map(([of, value, line]) => [of, numbers(value), line]))
    expect(problems).toEqual([])
  })
})
