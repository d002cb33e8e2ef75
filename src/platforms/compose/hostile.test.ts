import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Place } from '../../model/place.ts'
import { folderOf } from './fixture.ts'
import type { ComposeResult } from './index.ts'
import { readCompose } from './index.ts'
import { effort } from '../../testing/effort.ts'

const folder = folderOf({ 'compose.yml': '', '.env': 'A=1\nB="two\nlines"\n', 'other.yml': 'services:\n  base:\n    image: b\n' })

function readText(text: string): ComposeResult {
  writeFileSync(join(folder, 'compose.yml'), text)
  const result = readCompose({ path: folder, root: folder, files: ['compose.yml'] })
  for (const deployment of result.deployments) {
    for (const component of deployment.components) {
      component.open('/etc/x')
      component.list('/etc')
    }
  }
  return result
}

/** Every place in a result, wherever it hides. */
function placesIn(value: unknown, found: Place[] = []): Place[] {
  if (value instanceof Map) for (const inner of value.values()) placesIn(inner, found)
  else if (Array.isArray(value)) for (const inner of value) placesIn(inner, found)
  else if (typeof value === 'object' && value !== null) {
    if ('file' in value && typeof value.file === 'string' && 'line' in value && typeof value.line === 'number') {
      found.push(
        'endLine' in value && typeof value.endLine === 'number'
          ? { file: value.file, line: value.line, endLine: value.endLine }
          : { file: value.file, line: value.line },
      )
    }
    for (const inner of Object.values(value)) placesIn(inner, found)
  }
  return found
}

const keys = fc.constantFrom(
  'services',
  'image',
  'ports',
  'volumes',
  'environment',
  'env_file',
  'extends',
  'include',
  'build',
  'args',
  'command',
  'entrypoint',
  'networks',
  'aliases',
  'secrets',
  'configs',
  'source',
  'target',
  'healthcheck',
  'test',
  'deploy',
  'replicas',
  'labels',
  'depends_on',
  'network_mode',
  'tmpfs',
  'ulimits',
  'file',
  'service',
  'path',
  'logging',
  'driver',
  'extra_hosts',
  'links',
  'volumes_from',
  'name',
  'profiles',
  'expose',
  'devices',
  '<<',
  '__proto__',
  'app',
  'base',
)
const scalars = fc.constantFrom(
  'x',
  '',
  '~',
  '80:80',
  '127.0.0.1:80:80/udp',
  './a:/b:ro',
  '${A}',
  '${B:-x}',
  '${C:?}',
  '${',
  '$',
  '<hole>',
  'base',
  'other.yml',
  'compose.yml',
  '../x',
  '1',
  '0644',
  'true',
  '*a',
  '&a x',
  '!reset',
  '!override [x]',
  '"a b"',
  "'",
  'service:app',
  'host',
  '[',
  '{',
  '/',
  ':',
  ':::',
  'a:b:c:d',
  'CMD',
  '&& x',
  '\\',
  '"',
)
const tree = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    scalars,
    fc.array(tie('node'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    fc.array(fc.tuple(keys, tie('node')), { maxLength: 5 }).map((pairs) => `{${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
  ),
}))

it('never throws for any text', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.string({ unit: fc.constantFrom(' ', '\n', ':', '-', '&', '*', 'a', '"', "'", '{', '[', '!', '$', '<', '#'), maxLength: 200 }),
      ),
      (text) => {
        expect(readText(text).deployments.length + readText(text).failures.length).toBeGreaterThan(0)
        readText(`services:\n  app:\n    image: a\n    ${text.replaceAll('\n', '\n    ')}\n`)
      },
    ),
    { numRuns: 150 },
  )
})

it('never throws for what looks like Compose, and every place lies within its file', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, tree.node), { maxLength: 6 }), fc.array(fc.tuple(keys, tree.node), { maxLength: 4 }), (service, top) => {
      const lines = (pairs: readonly (readonly [string, string])[], indent: string): string =>
        pairs.map(([key, value]) => `${indent}${key}: ${value}\n`).join('')
      const text = `services:\n  app:\n    image: a\n${lines(service, '    ')}  base: {image: b}\n${lines(top, '')}`
      const lengths = new Map([
        ['compose.yml', text.split('\n').length],
        ['.env', 4],
        ['other.yml', 4],
      ])
      for (const place of placesIn(readText(text))) {
        const length = lengths.get(place.file) ?? 0
        expect(place.line).toBeGreaterThanOrEqual(1)
        expect(place.endLine ?? place.line).toBeGreaterThanOrEqual(place.line)
        expect(place.endLine ?? place.line).toBeLessThanOrEqual(length)
      }
    }),
    { numRuns: 400 },
  )
})

it('ends in bounded time for alias bombs', () => {
  const levels = Array.from(
    { length: 30 },
    (_, index) => `x-${index}: &a${index} [${index === 0 ? 'x, x' : `*a${index - 1}, *a${index - 1}, *a${index - 1}`}]\n`,
  ).join('')
  let result: ReturnType<typeof readText> | undefined
  const text = `${levels}services:\n  app:\n    image: a\n    command: *a29\n`
  expect(effort(() => (result = readText(text)))).toBeLessThan(400)
  expect(
    [...(result?.failures ?? []), ...(result?.deployments ?? []).flatMap((each) => each.inputs)].some((input) =>
      input.gaps.some((gap) => gap.why.includes('too complex')),
    ),
  ).toBe(true)
})
