import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { guides } from '../src/registry.ts'
import { call, project } from './in-process.ts'

function schema(name: string): (text: string) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { uri: true, 'uri-reference': true, 'date-time': true, email: true } })
  const validate = ajv.compile(JSON.parse(readFileSync(join(project, `third_party/oscal/oscal_${name}_schema.json`), 'utf8')) as object)
  return (text) => (validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`))
}

const valid = { oscal: schema('assessment-results'), 'oscal-component': schema('component') } as const

async function answer(guide: string, kind: string, format: string): Promise<string> {
  const said = await call(['guide', guide, `examples/${guide}/${kind}`, '--format', format, '--fail-on', 'never'])
  expect(said).toMatchObject({ exit: 0, stderr: '' })
  return said.stdout
}

describe.each(guides.map(({ id, requirements }) => ({ id, rows: requirements.map((row) => row.id) })))('the guide $id', ({ id, rows }) => {
  it.each(['weak', 'hardened'])('is valid OSCAL for the %s example', async (kind) => {
    for (const format of ['oscal', 'oscal-component'] as const) expect(valid[format](await answer(id, kind, format))).toEqual([])
  })

  it('is a page that holds every row once', async () => {
    const page = await answer(id, 'weak', 'html')
    const shown = [...page.matchAll(/<details class="finding" id="([A-Z]+-\d+)"/g)].map(([, row]) => row)
    expect(shown).toHaveLength(rows.length)
    expect(new Set(shown)).toEqual(new Set(rows))
  })
})

describe('ringwall guide', () => {
  it('has every format that its help names', async () => {
    const { stdout } = await call(['guide', '--help'])
    const named = /one of ([a-z, -]+?)\s*\(default/.exec(stdout.replaceAll(/\s+/g, ' '))?.[1]?.split(', ') ?? []
    expect(named).toHaveLength(6)
    for (const format of named) expect((await call(['guide', 'coopr', 'examples/coopr/weak', '--format', format, '--fail-on', 'never'])).exit).toBe(0)
  })

  it.each([
    ['weak', 'violated', 1],
    ['weak', 'never', 0],
    ['hardened', 'unknown', 1],
  ])('ends for the %s example with --fail-on %s with %i', async (kind, threshold, exit) => {
    expect((await call(['guide', 'cornflow', `examples/cornflow/${kind}`, '--fail-on', threshold])).exit).toBe(exit)
  })

  it.each([
    ['guide', 'nobody'],
    ['guide', 'coopr', 'examples/coopr/weak', '--format', 'pdf'],
    ['guide', 'coopr', 'examples/coopr/weak', '--fail-on', 'high'],
  ])('refuses %s %s %s %s %s', async (...argv) => {
    const said = await call(argv)
    expect(said.exit).toBe(2)
    expect(said.stderr).toMatch(/^ringwall: error: /)
  })
})
