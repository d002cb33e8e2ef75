import { describe, expect, it } from 'vitest'
import type { Control, Failed, Judgement } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { Guide } from '../model/guide.ts'
import type { Finding } from '../model/report.ts'
import { deployment, line } from '../testing/deployment.ts'
import { judge } from './judge.ts'
import { openLedger } from './ledger.ts'

const documentation = { why: '', how: '', falsePositives: '', fix: '', references: ['CWE-1'] }

function control(judgements: readonly Judgement[], more: Partial<Control> = {}): Control {
  return { id: 'test/control', title: 'something is wrong', subject: 'component', documentation, judge: () => judgements, ...more }
}

function failed(subject: string, at: number, more: Partial<Failed> = {}): Failed {
  return {
    verdict: 'fail',
    subject,
    component: subject,
    locations: [line(at)],
    message: `${subject} is bad.`,
    expected: 'good',
    actual: 'bad',
    fix: 'mend it',
    reach: 'host',
    stake: 'data',
    ...more,
  }
}

const graph: Deployment = deployment({ components: [{ id: 'api' }, { id: 'db', profiles: ['full'] }, { id: 'web', profiles: ['demo', 'full'] }] })

function findings(judgements: readonly Judgement[], more: Partial<Control> = {}, guides: readonly Guide[] = []): readonly Finding[] {
  return judge(graph, [control(judgements, more)], guides).findings
}

describe('a finding', () => {
  it('says what the judgement says', () => {
    expect(findings([failed('api', 12)])).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        control: 'test/control',
        verdict: 'fail',
        severity: 'high',
        subject: { type: 'component', id: 'api' },
        title: 'something is wrong',
        message: 'api is bad.',
        expected: 'good',
        actual: 'bad',
        fix: 'mend it',
        basis: 'configured',
        locations: [{ file: 'compose.yml', line: 12, endLine: 12 }],
        requirements: [],
        references: ['CWE-1'],
        remedy: null,
        occurrences: 1,
      },
    ])
  })

  it('is low and says unknown where nobody can tell', () => {
    const [found] = findings([{ verdict: 'unknown', subject: 'api', locations: [line(12)], message: 'nobody knows.' }])
    expect(found).toMatchObject({ verdict: 'unknown', severity: 'low', actual: 'unknown', message: 'nobody knows.' })
  })

  it('stands at its component where the judgement has no place, and at the list of components without one', () => {
    expect(findings([failed('db', 1, { locations: [] })])[0]?.locations).toEqual([{ file: 'compose.yml', line: 20, endLine: 20 }])
    expect(findings([failed('gone', 1, { locations: [] })])[0]?.locations).toEqual([{ file: 'compose.yml', line: 1, endLine: 1 }])
  })

  it('is none for what passes', () => {
    const { findings: none, passed } = judge(
      graph,
      [
        control([
          { verdict: 'pass', subject: 'api', locations: [] },
          { verdict: 'not-applicable', subject: 'db', locations: [] },
        ]),
      ],
      [],
    )
    expect([none, passed]).toEqual([[], [{ control: 'test/control', subject: { type: 'component', id: 'api' } }]])
  })
})

describe('the fingerprint', () => {
  const base = findings([failed('api', 12)])[0]?.id

  it('does not follow line, severity or order', () => {
    expect(findings([failed('api', 99, { reach: 'zone', basis: 'effective' })])[0]?.id).toBe(base)
    expect(findings([failed('db', 3), failed('api', 99)]).map(({ id }) => id)).toContain(base)
  })

  it.each<[string, readonly Judgement[], Partial<Control>]>([
    ['subject', [failed('db', 12)], {}],
    ['discriminator', [failed('api', 12, { discriminator: 'x' })], {}],
    ['control', [failed('api', 12)], { id: 'test/other' }],
  ])('follows the %s', (_, judgements, more) => {
    expect(findings(judgements, more)[0]?.id).not.toBe(base)
  })

  it('does not follow the labels of secrets', () => {
    const one = deployment({ components: [{ id: 'api', env: { API_TOKEN: 'one', AUTH_TOKEN: 'two' } }] })
    const ids = one.credentials.map(({ label }) => judge(one, [control([failed(label, 12)])], []).findings[0]?.id)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('is never shared by two findings', () => {
    const found = findings([failed('api', 12), failed('api', 13), { verdict: 'unknown', subject: 'api', locations: [line(14)], message: 'x' }])
    expect(found).toHaveLength(3)
    expect(new Set(found.map(({ id }) => id)).size).toBe(3)
  })
})

describe('one finding', () => {
  it('is what several components share through one line', () => {
    const [found, ...more] = findings([failed('web', 5), failed('api', 5)])
    expect(more).toEqual([])
    expect(found).toMatchObject({ subject: { id: 'api' }, occurrences: 2, message: 'api is bad. The same line also holds for web.' })
  })

  it('names six others at most', () => {
    const subjects = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const message = (ids: readonly string[]): string | undefined => findings(ids.map((id) => failed(id, 5)))[0]?.message
    expect(message(subjects)).toBe('a is bad. The same line also holds for b, c, d, e, f, g.')
    expect(message([...subjects, 'h'])).toBe('a is bad. The same line also holds for b, c, d, e, f and 2 more.')
  })

  it('has the worst severity of its occurrences', () => {
    expect(findings([failed('api', 5, { reach: 'zone' }), failed('db', 5)])[0]).toMatchObject({ severity: 'high', subject: { id: 'db' } })
  })

  it('stays two for two discriminators', () => {
    expect(findings([failed('api', 5, { discriminator: 'a' }), failed('api', 5, { discriminator: 'b' })])).toHaveLength(2)
  })
})

describe('a grouped control', () => {
  const grouped = { grouped: { title: 'something is missing' } }

  it('makes one finding about the deployment, with every line', () => {
    expect(findings([failed('web', 9), failed('api', 12)], grouped)).toMatchObject([
      {
        title: 'something is missing',
        subject: { type: 'deployment', id: 'test' },
        occurrences: 2,
        message: '2 components: api, web. api is bad.',
        locations: [{ line: 9 }, { line: 12 }],
      },
    ])
  })

  it('stays with its component where there is only one', () => {
    expect(findings([failed('api', 12)], grouped)).toMatchObject([
      { title: 'something is wrong', subject: { type: 'component', id: 'api' }, message: 'api is bad.' },
    ])
    expect(findings([failed('api', 12), failed('api', 13)], grouped)).toMatchObject([
      {
        title: 'something is missing',
        subject: { type: 'component', id: 'api' },
        message: 'api is bad. The same holds in 1 more place.',
        occurrences: 2,
      },
    ])
  })

  it('keeps what fails apart from what is unknown', () => {
    expect(findings([failed('api', 12), { verdict: 'unknown', subject: 'db', locations: [line(13)], message: 'x' }], grouped)).toHaveLength(2)
  })
})

describe('profiles', () => {
  it('are named where the component runs only with one', () => {
    expect(findings([failed('db', 5)])[0]?.message).toBe('db is bad. (profile full)')
    expect(findings([failed('db', 5), failed('web', 5)])[0]?.message).toBe('db is bad. (profile demo, full) The same line also holds for web.')
  })

  it('are not where a part of it always runs', () => {
    expect(findings([failed('db', 5), failed('api', 5)])[0]?.message).toBe('api is bad. The same line also holds for db.')
  })

  it('count for the client of a channel as well', () => {
    expect(findings([failed('api', 5, { client: 'db' })])[0]?.message).toBe('api is bad. (profile full)')
  })
})

it('sorts the worst first, then by control, file and line', () => {
  const controls = [
    control([failed('api', 30), failed('web', 4), failed('db', 9, { reach: 'zone' })], { id: 'b/b' }),
    control([failed('api', 50)], { id: 'a/a' }),
  ]
  expect(judge(graph, controls, []).findings.map((one) => `${one.severity} ${one.control} ${one.locations[0]?.line}`)).toEqual([
    'high a/a 50',
    'high b/b 4',
    'high b/b 30',
    'medium b/b 9',
  ])
})

describe('requirements', () => {
  const guide: Guide = {
    id: 'g',
    title: 'G',
    technologies: ['redis'],
    requirements: [
      { id: 'G-1', text: '', answeredBy: [{ control: 'test/control', technology: ['redis'] }] },
      { id: 'G-2', text: '', answeredBy: [{ control: 'test/other' }, { control: 'test/control', key: ['KEY'] }] },
      { id: 'G-3', text: '', answeredBy: [{ control: 'test/control', from: ['redis'], concern: ['tls-policy'] }] },
      { id: 'G-4', text: '', answeredBy: [{ control: 'test/control', role: ['cache'] }] },
    ],
  }
  const redis = deployment({ components: [{ id: 'cache', is: { technology: 'redis', role: 'cache' } }, { id: 'api' }] })

  it.each<[Partial<Failed>, readonly string[]]>([
    [{}, ['G-1', 'G-4']],
    [{ key: 'KEY' }, ['G-1', 'G-2', 'G-4']],
    [{ component: 'api', client: 'cache', concern: 'tls-policy' }, ['G-3']],
    [{ component: 'api', client: 'cache' }, []],
  ])('of %o are %j', (more, expected) => {
    expect(judge(redis, [control([failed('cache', 1, more)])], [guide]).findings[0]?.requirements).toEqual(expected)
  })

  it('of a pass are those that it shows to be met, not those that a failure alone would tell about', () => {
    const refuted: Guide = {
      ...guide,
      requirements: [...guide.requirements, { id: 'G-5', text: '', answeredBy: [{ control: 'test/control', refutes: true }] }],
    }
    const passing = { subject: 'cache', component: 'cache', locations: [], verdict: 'pass' as const }
    expect(judge(redis, [control([passing])], [refuted]).passed[0]?.requirements).toEqual(['G-1', 'G-4'])
    expect(judge(redis, [control([failed('cache', 1)])], [refuted]).findings[0]?.requirements).toEqual(['G-1', 'G-4', 'G-5'])
  })
})

describe('the id of a group', () => {
  const grouped = { grouped: { title: 'many are wrong' } }

  it('stays when components join or leave it', () => {
    const [alone] = findings([failed('api', 12)], grouped)
    const [both] = findings([failed('api', 12), failed('db', 22)], grouped)
    expect(alone!.id).toBe(both!.id)
    expect(alone!.subject.id).not.toBe(both!.subject.id)
  })

  it('stays with the part that is not waived, also when the other part is worse', () => {
    const judgements = [failed('api', 12, { stake: 'takeover' }), failed('db', 22)]
    const [before] = findings(judgements, grouped)
    const until = '2026-12-31'
    const waiver = { origin: 'project', component: 'api', control: 'test/control', owner: 'Ana', reason: 'r', until, at: line(1) } as const
    const ledger = openLedger({ waivers: [waiver], attestations: [], comments: () => ({ waivers: [], incomplete: [] }) }, '2026-06-01')
    const after = judge(graph, [control(judgements, grouped)], [], true, ledger).findings
    expect(after.map(({ id, verdict, severity }) => [id === before!.id, verdict, severity])).toEqual([
      [false, 'waived', 'critical'],
      [true, 'fail', 'high'],
    ])
  })
})
