import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GuideAnswer, RowAnswer, RowVerdict } from '../model/answer.ts'
import { guideAnswer, renderOptions as options, rowAnswer } from '../testing/answer.ts'
import { oscalComponent } from './oscal-component.ts'
import { oscalResults } from './oscal-results.ts'
import { href } from './oscal-places.ts'
import { uuidOf } from './uuid.ts'

/** NIST's own schemas; their formats are held by what the platform knows of URIs and times. */
function validator(name: string): (text: string) => readonly string[] {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, `../../third_party/oscal/oscal_${name}_schema.json`), 'utf8')) as object
  const formats = {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => /^(?:[\w\-.~!$&'()*+,;=:@/?#]|%[0-9A-F]{2})*$/.test(text) && URL.canParse(text, 'file:///a/'),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
    email: true,
  } as const
  const validate = new Ajv({ strict: false, allErrors: true, formats }).compile(schema)
  return (text) => (validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`))
}

interface Results {
  readonly 'assessment-results': {
    readonly uuid: string
    readonly results: readonly [
      {
        readonly findings?: readonly {
          readonly target: { readonly 'target-id': string; readonly status: { readonly state: string; readonly reason: string } }
          readonly 'related-risks'?: readonly unknown[]
        }[]
        readonly risks?: readonly { readonly status: string }[]
        readonly 'reviewed-controls': {
          readonly 'control-selections': readonly [{ readonly 'exclude-controls'?: readonly { readonly 'control-id': string }[] }]
        }
      },
    ]
  }
}

function results(answer: GuideAnswer): Results['assessment-results']['results'][0] {
  return (JSON.parse(oscalResults(answer, options)) as Results)['assessment-results'].results[0]
}

const validResults = validator('assessment-results')
const validComponent = validator('component')
const verdicts: readonly RowVerdict[] = ['violated', 'waived', 'unknown', 'attested', 'enforced', 'not-applicable']

function withRows(...rows: readonly RowAnswer[]): GuideAnswer {
  return { ...guideAnswer, rows }
}

describe('OSCAL', () => {
  it('is what its own schemas ask for', () => {
    expect(validResults(oscalResults(guideAnswer, options))).toEqual([])
    expect(validComponent(oscalComponent(guideAnswer, options))).toEqual([])
    expect(validResults(oscalResults({ ...guideAnswer, deployments: [], rows: [] }, options))).toEqual([])
    expect(validComponent(oscalComponent({ ...guideAnswer, deployments: [], rows: [] }, options))).toEqual([])
  })

  it('is held by a validator that finds faults', () => {
    expect(validResults(oscalResults(guideAnswer, options).replace('not-satisfied', 'perhaps'))).not.toEqual([])
    expect(validComponent(oscalComponent(guideAnswer, options).replace(/"uuid": "./, '"uuid": "x'))).not.toEqual([])
  })

  it('is valid whatever the files say', () => {
    const evidence = fc.record({
      verdict: fc.constantFrom('fail', 'waived', 'unknown', 'attested', 'pass'),
      deployment: fc.string({ unit: 'binary' }),
      control: fc.constantFrom('', 'channel/encrypted'),
      subject: fc.string({ unit: 'binary' }),
      message: fc.string({ unit: 'binary' }),
      fix: fc.string(),
      locations: fc.array(fc.record({ file: fc.string({ unit: 'binary' }), line: fc.nat(), endLine: fc.nat() }), { maxLength: 2 }),
    })
    const rows = fc.array(
      fc
        .tuple(fc.constantFrom(...verdicts), fc.array(evidence, { maxLength: 3 }), fc.string({ unit: 'binary' }))
        .map(([verdict, list, why]) => rowAnswer('G-1', verdict, { evidence: list as RowAnswer['evidence'], why, settle: why })),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(rows, fc.array(fc.string({ unit: 'binary' }), { maxLength: 2 }), (list, deployments) => {
        const answer = { ...guideAnswer, rows: list, deployments }
        expect(validResults(oscalResults(answer, options))).toEqual([])
        expect(validComponent(oscalComponent(answer, options))).toEqual([])
      }),
    )
  })

  it.each<readonly [RowVerdict, string, string]>([
    ['enforced', 'satisfied', 'pass'],
    ['attested', 'satisfied', 'other'],
    ['violated', 'not-satisfied', 'fail'],
    ['waived', 'not-satisfied', 'other'],
    ['unknown', 'not-satisfied', 'other'],
  ])('%s is %s (%s)', (verdict, state, reason) => {
    const [finding] = results(withRows(rowAnswer('G-1', verdict))).findings ?? []
    expect(finding?.target.status).toEqual({ state, reason })
  })

  it('asks nothing of what does not apply', () => {
    const { findings, 'reviewed-controls': reviewed } = results(withRows(rowAnswer('G-1', 'not-applicable'), rowAnswer('G-2', 'enforced')))
    expect(findings?.map(({ target }) => target['target-id'])).toEqual(['G-2'])
    expect(reviewed['control-selections'][0]['exclude-controls']).toEqual([{ 'control-id': 'G-1' }])
  })

  it('counts as risks what is violated, and as accepted ones what is waived', () => {
    const { risks } = results(withRows(rowAnswer('G-1', 'violated'), rowAnswer('G-2', 'waived'), rowAnswer('G-3', 'unknown')))
    expect(risks?.map(({ status }) => status)).toEqual(['open', 'deviation-approved'])
  })

  it('says that a row is implemented only where something passed, and wholly only where nothing else is known', () => {
    const evidence = [{ verdict: 'pass', deployment: 'shop', control: 'a/b', subject: 'db', message: '', fix: '', locations: [] }] as const
    const text = oscalComponent(
      withRows(rowAnswer('G-1', 'enforced', { evidence }), rowAnswer('G-2', 'unknown', { evidence }), rowAnswer('G-3', 'violated')),
      options,
    )
    expect([...text.matchAll(/"control-id": "(G-\d)"/g)].map(([, id]) => id)).toEqual(['G-1', 'G-2'])
    expect([...text.matchAll(/"value": "(implemented|partial)"/g)].map(([, value]) => value)).toEqual(['implemented', 'partial'])
  })

  it('names the same things alike in every run, each once', () => {
    expect(oscalResults(guideAnswer, options)).toBe(oscalResults(guideAnswer, options))
    const later = oscalResults(guideAnswer, { ...options, now: '2026-02-01T00:00:00.000Z' })
    const ids = (text: string): readonly (string | undefined)[] => [...text.matchAll(/"uuid": "([^"]*)"/g)].map(([, id]) => id)
    const [first, ...rest] = ids(oscalResults(guideAnswer, options))
    const [other, ...same] = ids(later)
    expect(other).not.toBe(first)
    expect(same).toEqual(rest)
    expect(new Set(rest).size).toBe(rest.length)
  })
})

describe('places', () => {
  it('are relative references', () => {
    expect(href({ file: 'a b/c:d#e?.yml', line: 3 })).toBe('a%20b/c%3Ad%23e%3F.yml#L3')
  })
})

describe('uuidOf', () => {
  it('is of version 5, and differs with every part', () => {
    expect(uuidOf('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuidOf('a', 'b')).not.toBe(uuidOf('ab'))
  })
})
