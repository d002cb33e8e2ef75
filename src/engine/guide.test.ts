import { describe, expect, it } from 'vitest'
import type { Requirement } from '../model/guide.ts'
import type { AttestationReport, DeploymentReport, Finding, Report } from '../model/report.ts'
import { answerGuide } from './guide.ts'

const place = { file: 'compose.yml', line: 3, endLine: 3 }

function finding(verdict: Finding['verdict'], message = 'Redis asks for nothing.'): Finding {
  return {
    id: '1',
    control: 'listener/authenticated',
    verdict,
    severity: 'high',
    subject: { type: 'listener', id: 'redis:6379' },
    title: '',
    message,
    expected: '',
    actual: '',
    fix: 'set a password',
    basis: 'configured',
    locations: [place],
    requirements: ['G-1'],
    references: [],
    remedy: null,
    occurrences: 1,
  }
}

function unread(as: string): DeploymentReport['inputs'][0] {
  return { file: 'compose.yml', as, status: 'partial', gaps: [{ file: 'compose.yml', line: 4, why: 'no YAML' }] }
}

interface Sketch {
  readonly findings?: readonly Finding[]
  readonly passes?: number
  readonly requirement?: Partial<Requirement>
  readonly technology?: string
  readonly version?: string | null
  readonly attestation?: Partial<AttestationReport>
  readonly inputs?: DeploymentReport['inputs']
  /** What the first that passes rests on. */
  readonly answers?: readonly string[]
}

function answered({ findings = [], passes = 0, requirement = {}, technology = 'redis', version = null, attestation, inputs = [], answers }: Sketch) {
  const deployment: DeploymentReport = {
    name: 'shop',
    root: '.',
    inputs,
    components: [{ id: 'redis', technology, role: 'cache', version, image: null, profiles: [], zones: [], listeners: [], at: place }],
    channels: [],
    stores: [],
    secrets: [],
    identities: [],
    zones: [],
    passed: Array.from({ length: passes }, (_, index) => ({
      ...(answers === undefined || index > 0 ? {} : { answers }),
      control: 'listener/authenticated',
      subject: { type: 'listener' as const, id: 'redis:6379' },
      requirements: ['G-1'],
      locations: [place],
    })),
    findings,
    summary: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0, waived: 0, pass: 0 },
  }
  const word: AttestationReport = {
    row: 'G-1',
    statement: 'The disk is encrypted.',
    by: 'Ana',
    until: '2027-01-01',
    evidence: null,
    sha256: null,
    invalid: null,
    file: 'ringwall.yaml',
    line: 9,
    ...attestation,
  }
  const report: Report = {
    schema: 'ringwall.report/0',
    tool: { name: 'ringwall', version: '0' },
    deployments: [deployment],
    ...(attestation === undefined ? {} : { attestations: [word] }),
  }
  const row: Requirement = {
    id: 'G-1',
    text: 'Redis asks for a password',
    answeredBy: [{ control: 'listener/authenticated', technology: ['redis'] }],
    means: ['verify'],
    ...requirement,
  }
  return answerGuide({ id: 'g', title: 'G', technologies: [], requirements: [row] }, report).rows[0]!
}

describe('a row is', () => {
  it.each<[string, Sketch, string]>([
    ['violated by one judgement that fails, whatever passes', { findings: [finding('unknown'), finding('fail')], passes: 3 }, 'violated'],
    ['violated although somebody attests it', { findings: [finding('fail')], attestation: {} }, 'violated'],
    ['unknown where one judgement is open', { findings: [finding('unknown')], passes: 3 }, 'unknown'],
    ['attested where it is open and somebody vouches', { findings: [finding('unknown')], attestation: {} }, 'attested'],
    ['unknown where the attestation does not count', { findings: [finding('unknown')], attestation: { invalid: 'it expired' } }, 'unknown'],
    ['waived where all that fails is accepted', { findings: [finding('waived')], passes: 1 }, 'waived'],
    ['waived although somebody attests it', { findings: [finding('waived')], attestation: {} }, 'waived'],
    ['unknown where one judgement is open beside what is accepted', { findings: [finding('waived'), finding('unknown')] }, 'unknown'],
    ['unknown where the thing may stand in what could not be read', { technology: 'postgres', inputs: [unread('compose')] }, 'unknown'],
    ['not applicable where only variables could not be read', { technology: 'postgres', inputs: [unread('env')] }, 'not-applicable'],
    ['enforced where all passes', { passes: 2 }, 'enforced'],
    ['unknown where the thing is there and nothing says how it is', {}, 'unknown'],
    ['not applicable where the thing is not there', { technology: 'postgres' }, 'not-applicable'],
    ['unknown where no file can tell', { requirement: { answeredBy: [] } }, 'unknown'],
    ['attested where no file can tell and somebody vouches', { requirement: { answeredBy: [] }, attestation: {} }, 'attested'],
    [
      'not asked of a later version',
      { findings: [finding('fail')], version: '2026.07', requirement: { applies: { technology: 'redis', before: '2026.06', because: 'it went' } } },
      'not-applicable',
    ],
    [
      'asked of a version that is not known',
      { findings: [finding('fail')], requirement: { applies: { technology: 'redis', before: '2026.06', because: 'it went' } } },
      'violated',
    ],
  ])('%s', (_, sketch, verdict) => expect(answered(sketch).verdict).toBe(verdict))

  it('told with its reason, its places and what would settle it', () => {
    expect(answered({ findings: [finding('fail'), finding('fail')] })).toMatchObject({
      why: 'Redis asks for nothing. (and 1 more)',
      settle: 'set a password',
      evidence: [{ locations: [place] }, {}],
    })
    expect(answered({ requirement: { answeredBy: [] } }).settle).toBe('`ringwall verify` asks the running system.')
    expect(answered({ technology: 'postgres', inputs: [unread('compose')] }).why).toBe(
      'Nothing that was read is redis, but compose.yml:4 could not be read whole.',
    )
    const early = { applies: { technology: 'redis', before: '2026.06', because: 'it went' } }
    expect(answered({ passes: 1, requirement: early }).why).toBe(
      'It was judged once, and passed. It is asked because the version of redis is not known.',
    )
    expect(answered({ passes: 1, requirement: early, version: '2026.05' }).why).toBe('It was judged once, and passed.')
    const seen = answered({ passes: 2, answers: ['redis/authentication redis:6379'] })
    expect(seen.why).toBe('It was judged in 2 places, and passed in all, 1 of them as the running system says.')
    expect(seen.evidence[0]?.answers).toEqual(['redis/authentication redis:6379'])
    expect(answered({ passes: 1, answers: ['redis/authentication redis:6379'] }).why).toBe(
      'It was judged once, and passed, as the running system says.',
    )
    expect(answered({ requirement: { answeredBy: [], means: ['attestation'], attest: 'the owner says so' } }).settle).toBe(
      'An attestation in ringwall.yaml: the owner says so.',
    )
    expect(answered({ technology: 'postgres' }).why).toBe('Nothing that was read is redis.')
  })
})
