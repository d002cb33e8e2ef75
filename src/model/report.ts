import type { Answer, TranscriptLine, Try } from './observed.ts'
import type { ReachReport } from './reach-report.ts'
import type { Encryption, Exposure, Severity, SubjectType } from './vocabulary.ts'

export type { ReachReport } from './reach-report.ts'

/** The JSON report: the contract of schema/report.json. Fields are only ever added. */
export interface Report {
  readonly schema: 'ringwall.report/0'
  readonly tool: { readonly name: 'ringwall'; readonly version: string }
  readonly deployments: readonly DeploymentReport[]
  /** What somebody vouches for in the project file. */
  readonly attestations?: readonly AttestationReport[]
  /** The earlier report that this one is held against. */
  readonly baseline?: BaselineReport
  /** When, from where and how the running system was asked; given by `verify` alone. */
  readonly run?: RunReport
  /** With `verify --repeat`: what each further round found changed. All else is of the last one. */
  readonly rounds?: readonly RoundReport[]
  /** Over all the rest; checked by `ringwall report verify`. */
  readonly signature?: SignatureReport
}

export interface SignatureReport {
  readonly algorithm: 'Ed25519'
  /** Public key: SubjectPublicKeyInfo in DER, as base64. */
  readonly key: string
  /** Of `ringwall.report/0`, a line feed and the report without this member as canonical JSON (RFC 8785); base64. */
  readonly value: string
}

/** One run of `verify`: what its answers rest on. */
export interface RunReport {
  /** 128 random bits as hex: no two runs have the same. */
  readonly nonce: string
  /** ISO 8601. */
  readonly started: string
  readonly ended: string
  /** `interrupted`: somebody ended it. `deadline`: its time was over. What was answered until then counts. */
  readonly end: 'complete' | 'interrupted' | 'deadline'
  /** Targets that were not asked all, because it ended early. */
  readonly cut: number
  /** Places that were asked from. */
  readonly vantages: readonly string[]
  /** Connections that were opened. */
  readonly connections: number
  /** Options of the call that say how it asks: no secret and no path. */
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[]>>
}

/** One round of several against the one before. */
export interface RoundReport {
  /** From 2 on. */
  readonly number: number
  /** ISO 8601. */
  readonly started: string
  readonly end: RunReport['end']
  readonly deployments: readonly { readonly name: string; readonly drift: DriftReport }[]
}

export interface DeploymentReport {
  readonly name: string
  readonly root: string
  readonly inputs: readonly InputReport[]
  readonly components: readonly ComponentReport[]
  readonly channels: readonly ChannelReport[]
  readonly stores: readonly StoreReport[]
  readonly secrets: readonly SecretReport[]
  readonly identities: readonly IdentityReport[]
  readonly zones: readonly ZoneReport[]
  readonly passed: readonly PassedReport[]
  readonly findings: readonly Finding[]
  /** Findings of the baseline that are no more. */
  readonly fixed?: readonly FixedReport[]
  /** What was asked of the running system, and what it said; given by `verify` alone. */
  readonly answers?: readonly AnswerReport[]
  /** Who reaches what: required, permitted and observed; given by `verify --zones` alone. */
  readonly reach?: readonly ReachReport[]
  /** With an earlier report of `verify`: what is another answer now. */
  readonly drift?: DriftReport
  /** These findings are another tool's, read from its report. */
  readonly imported?: ToolReport
  readonly summary: Summary
}

/** Answers against those of an earlier run, by their ids. */
export interface DriftReport {
  readonly new: readonly string[]
  readonly gone: readonly string[]
  readonly changed: readonly { readonly answer: string; readonly was: string; readonly is: string }[]
}

export interface InputReport {
  readonly file: string
  readonly as: string
  readonly status: 'read' | 'partial' | 'failed'
  readonly gaps: readonly GapReport[]
}

export interface GapReport {
  readonly file?: string
  readonly line?: number
  readonly why: string
}

export interface ComponentReport {
  readonly id: string
  readonly technology: string
  readonly role: string
  readonly version: string | null
  readonly image: string | null
  readonly profiles: readonly string[]
  readonly zones: readonly string[]
  readonly listeners: readonly ListenerReport[]
  readonly at: Location
}

export interface ListenerReport {
  readonly port: number
  readonly protocol: string
  readonly exposure: Exposure
  readonly tls: Encryption | 'unknown'
  readonly authentication: string
}

export interface ChannelReport {
  readonly id: string
  readonly from: string
  readonly to: { readonly component: string } | { readonly external: string } | { readonly unknown: string }
  readonly port: number | null
  readonly protocol: string
  readonly encryption: Encryption | 'unknown'
  readonly serverVerified: 'yes' | 'no' | 'unknown' | 'not-applicable'
  readonly authentication: string
  readonly key: string
  readonly evidence: readonly { readonly file: string; readonly line: number }[]
}

export interface StoreReport {
  readonly id: string
  readonly component: string
  readonly path: string
  readonly holds: string
  readonly kept: string
  readonly source: string | null
}

export interface SecretReport {
  readonly label: string
  readonly strength: string
  readonly places: readonly { readonly component: string; readonly key: string; readonly file: string; readonly line: number }[]
}

export interface IdentityReport {
  readonly component: string
  readonly power: string
  readonly key: string
  /** Equality label of its password; null when there is none or it is not known. */
  readonly secret: string | null
}

export interface ZoneReport {
  readonly name: string
  readonly internal: boolean
  readonly components: readonly string[]
}

export interface Location {
  readonly file: string
  readonly line: number
  readonly endLine: number
}

export interface Finding {
  readonly id: string
  readonly control: string
  readonly verdict: 'fail' | 'unknown' | 'waived'
  readonly severity: Severity
  readonly subject: { readonly type: SubjectType; readonly id: string }
  readonly title: string
  readonly message: string
  readonly expected: string
  readonly actual: string
  readonly fix: string
  readonly basis: 'configured' | 'effective' | 'observed' | 'attested'
  readonly locations: readonly Location[]
  readonly requirements: readonly string[]
  readonly references: readonly string[]
  readonly remedy: string | null
  readonly occurrences: number
  /** Ids of the answers that an observed finding rests on. */
  readonly answers?: readonly string[]
  /** Who accepts it, for a `waived` verdict. */
  readonly waiver?: WaiverReport
  /** Against the baseline: `unchanged` was there, and no better, before. */
  readonly baseline?: 'new' | 'unchanged'
  /** The other tool that found it. */
  readonly tool?: { readonly name: string; readonly version: string | null; readonly rule: string }
}

export interface WaiverReport {
  readonly origin: 'project' | 'inline'
  readonly owner: string
  readonly reason: string
  /** Last day that it holds, `YYYY-MM-DD`. */
  readonly until: string
  readonly file: string
  readonly line: number
}

export interface FixedReport {
  readonly id: string
  readonly control: string
  readonly severity: Severity
  readonly subject: { readonly type: SubjectType; readonly id: string }
  readonly title: string
  readonly locations: readonly Location[]
}

export interface ToolReport {
  readonly name: string
  readonly version: string | null
  readonly format: 'sarif' | 'trivy' | 'lynis' | 'xccdf'
}

export interface BaselineReport {
  readonly file: string
  /** Deployments of the baseline that were not judged this time: nothing is known of their findings. */
  readonly missing: readonly string[]
}

export interface AttestationReport {
  readonly row?: string
  readonly control?: string
  readonly subject?: string
  readonly statement: string
  readonly by: string
  readonly until: string
  readonly evidence: string | null
  /** SHA-256 of the evidence; null when there is none. */
  readonly sha256: string | null
  /** Why it does not count; null when it does. */
  readonly invalid: string | null
  readonly file: string
  readonly line: number
}

export interface PassedReport {
  readonly control: string
  readonly subject: { readonly type: SubjectType; readonly id: string }
  /** Rows of the guides in force that it answers; absent where it answers none. */
  readonly requirements?: readonly string[]
  /** Where it is written; given with `requirements`. */
  readonly locations?: readonly Location[]
  /** Ids of the answers that it rests on, where the running system was asked. */
  readonly answers?: readonly string[]
}

export interface Summary {
  readonly critical: number
  readonly high: number
  readonly medium: number
  readonly low: number
  readonly info: number
  readonly unknown: number
  readonly waived: number
  readonly pass: number
  /** With a baseline: failing findings that are new, and findings that are no more. */
  readonly new?: number
  readonly fixed?: number
}

/** One probe's answer with its evidence. */
export interface AnswerReport {
  /** What was asked of whom: findings name the answers that they rest on by it. */
  readonly id: string
  readonly probe: string
  /** Id of the listener. */
  readonly listener: string
  /** Where it was asked; null where it was not. */
  readonly address: string | null
  readonly vantage: string
  readonly outcome: Answer['outcome']
  /** One clause: what the answer proves; null where it proves nothing. */
  readonly said: string | null
  /** What it was to prove and does not, or why it was not asked. */
  readonly open: readonly string[]
  readonly fault: Answer['fault'] | null
  /** Log-ins that were tried, in order; given by `verify --credentials` alone. */
  readonly tries?: readonly Try[]
  readonly transcript: readonly TranscriptLine[]
  /** ISO 8601. */
  readonly at: string
  readonly milliseconds: number
}
