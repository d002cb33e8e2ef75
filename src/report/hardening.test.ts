import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Hardening, Measure } from '../model/hardening.ts'
import { deploymentReport } from '../testing/report.ts'
import { hardeningHtml } from './hardening-html.ts'
import { hardeningJson } from './hardening-json.ts'
import { hardeningMarkdown } from './hardening-markdown.ts'
import { hardeningText } from './hardening-text.ts'

const options = { all: false, colour: false, columns: 80, diff: false, end: 'planned' } as const
const finding = deploymentReport().findings[0]!
const hostile = '<script>alert(1)</script>\u001b[31m|`'

function measure(id: string, component: string, title: string, risks: readonly string[] = []): Measure {
  const steps = [{ component, phase: 'close' as const }]
  const places = [{ file: 'compose.yaml', line: 4, endLine: 4 }]
  return {
    id,
    remedy: 'containers',
    title,
    steps,
    closes: [finding.id],
    controls: ['component/limits'],
    places,
    files: ['compose.yaml', '.env'],
    requirements: ['G-1'],
    risks,
    notes: [],
  }
}

function plan(given: Partial<Hardening['deployments'][number]> = {}, diff = '--- a\n+++ b\n@@ -1 +1 @@\n-a: 1\n+a: 2\n'): Hardening {
  return {
    schema: 'ringwall.hardening/0',
    tool: { name: 'ringwall', version: '1.2.3' },
    deployments: [{ name: 'shop', root: '.', measures: [], closed: [finding], open: [], added: [], inputs: [], ...given }],
    files: [
      { file: 'compose.yaml', is: 'changed', mode: null, isSecret: false, diff },
      { file: '.env', is: 'new', mode: '0600', isSecret: true, diff: '' },
    ],
  }
}

describe('schema/hardening.json', () => {
  const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
  interface Shape {
    readonly properties: Readonly<Record<string, unknown>>
    readonly required: readonly string[]
  }
  const schema = JSON.parse(read('../../schema/hardening.json')) as Shape & { readonly $defs: Readonly<Record<string, Shape>> }

  it('has every member of the contract, and no other', () => {
    const source = read('../model/hardening.ts')
    const contract = [...source.matchAll(/export interface (\w+) \{\n([\s\S]*?)\n\}/g)].map(
      ([, name = '', body = '']) => [name, [...body.matchAll(/^ {2}readonly (\w+):/gm)].map(([, member = '']) => member).toSorted()] as const,
    )
    expect(contract).toHaveLength(5)
    for (const [name, members] of contract) {
      const shape = name === 'Hardening' ? schema : schema.$defs[name]
      expect([name, Object.keys(shape!.properties).toSorted(), shape!.required.toSorted()]).toEqual([name, members, members])
    }
  })

  it('says the same of a finding as the schema of a report', () => {
    const report = JSON.parse(read('../../schema/report.json')) as typeof schema
    for (const name of ['Finding', 'Location', 'InputReport', 'GapReport', 'WaiverReport']) expect(schema.$defs[name]).toEqual(report.$defs[name])
  })

  it('fits a plan, and refuses what is none', () => {
    const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)
    const made = plan({ measures: [measure('a', 'redis', 'x')], open: [{ finding, reason: 'needs-person', why: 'why' }], added: [finding] })
    expect(validate(JSON.parse(hardeningJson(made, options))) || validate.errors).toBe(true)
    expect(validate(JSON.parse(hardeningJson(plan({ open: [{ finding, reason: 'laziness' as 'no-remedy', why: '' }] }), options)))).toBe(false)
  })
})

describe('the text', () => {
  const same = ['redis', 'postgres'].map((id) => measure(`containers ${id}`, id, `${id}: no new privileges`, [`${id}:1 may end at its start`]))

  it('tells measures that do the same as one, and a risk once with the numbers of who may bring it', () => {
    const text = hardeningText(
      plan({ measures: [...same, measure('other', 'redis', 'redis: read only', ['redis:1 may end at its start'])] }),
      options,
    )
    expect(text).toContain('   1. redis and postgres: no new privileges\n      at    compose.yaml:4; .env\n      why   component/limits, G-1\n')
    expect(text).toContain('   2. redis: read only')
    expect(text.match(/may end at its start/g)).toHaveLength(1)
    expect(text).toContain('- redis:1 and postgres:1 may end at its start (1-2)')
  })

  it('tells who changes in which order', () => {
    const steps = [
      { component: 'redis', phase: 'accept' },
      { component: 'app', phase: 'switch' },
      { component: 'redis', phase: 'close' },
    ] as const
    const text = hardeningText(plan({ measures: [{ ...measure('tls', 'redis', 'redis gets TLS'), steps }] }), options)
    const order = [...text.matchAll(/order (.*)/g)].map(([, words]) => words)
    expect(order).toEqual(['1. servers take both, old and new: redis', '2. clients change: app', '3. servers refuse the old: redis'])
  })

  it('tells what is open for the same reason once, the gravest first', () => {
    const low = { ...finding, severity: 'medium' as const }
    const open = [low, { ...low, subject: { type: 'listener' as const, id: 'other:1' } }, { ...finding, severity: 'critical' as const }]
    const text = hardeningText(plan({ open: open.map((each) => ({ finding: each, reason: 'other-end' as const, why: 'ask them' })) }), options)
    expect(text.match(/ask them/g)).toHaveLength(2)
    expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('MEDIUM'))
    expect(text).toContain(`${finding.subject.id}, other:1`)
  })

  it('shows changed lines where they are few, or asked for', () => {
    const long = plan({}, `--- a\n+++ b\n${Array.from({ length: 60 }, (_, at) => `+line ${at}`).join('\n')}\n`)
    expect(hardeningText(plan(), options)).toContain('+a: 2')
    expect(hardeningText(long, options)).not.toContain('line 59')
    expect(hardeningText(long, options)).toContain('--diff shows the 60 lines that change')
    expect(hardeningText(long, { ...options, diff: true })).toContain('+line 59')
  })

  it('keeps its width', () => {
    const wide = plan({
      measures: [measure('a', 'redis', `${'word '.repeat(60)}end`, ['risk '.repeat(60)])],
      open: [{ finding, reason: 'no-remedy', why: 'why '.repeat(60) }],
    })
    expect(
      hardeningText(wide, options)
        .split('\n')
        .filter(({ length }) => length > 80),
    ).toEqual([])
  })
})

describe('hostile words', () => {
  const made = plan(
    { measures: [measure('a', 'redis', hostile, [hostile])], open: [{ finding: { ...finding, title: hostile }, reason: 'no-remedy', why: hostile }] },
    `--- a\n+++ b\n+${hostile}\n+\`\`\`\n`,
  )

  it('stay words in a page', () => {
    const page = hardeningHtml(made, options)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).toContain('&lt;script&gt;alert(1)')
  })

  it('stay words in a document and on a terminal', () => {
    const document = hardeningMarkdown(made, options)
    expect(document.replaceAll(/^(`{4,})diff\n[\s\S]*?^\1$/gm, '')).not.toContain('<script>')
    for (const each of [document, hardeningText(made, options)]) expect(each).not.toContain('\u001b')
  })
})

describe('what could not be read', () => {
  const inputs = [{ file: 'compose.yaml', as: 'compose', status: 'partial' as const, gaps: [{ line: 7, why: 'a bracket is not closed' }] }]

  it.each([
    ['text', hardeningText],
    ['markdown', hardeningMarkdown],
    ['html', hardeningHtml],
    ['json', hardeningJson],
  ])('stands in %s', (_, render) => {
    const shown = render(plan({ inputs }), options)
    expect(shown).toContain('a bracket is not closed')
    expect(shown).toMatch(/compose\.yaml(?::7|[\s\S]*"line": 7)/)
    expect(render(plan(), options)).not.toContain('Not known')
  })
})
