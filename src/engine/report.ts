import type { Authentication, Encryption } from '../model/vocabulary.ts'
import type { Fact } from '../model/fact.ts'
import { view } from '../model/fact.ts'
import type { Account, Channel, Component, Credential, Deployment, Listener } from '../model/graph.ts'
import { joinHostPort } from '../protocols/address.ts'
import type { Answer } from '../model/observed.ts'
import { listenersOf } from '../model/lookup.ts'
import type { InputFile } from '../model/platform.ts'
import type { ReachEdge } from '../model/reach.ts'
import type { CheckedAttestation } from '../model/project.ts'
import type {
  AnswerReport,
  AttestationReport,
  ChannelReport,
  ComponentReport,
  DeploymentReport,
  Finding,
  GapReport,
  IdentityReport,
  InputReport,
  ReachReport,
  SecretReport,
  Summary,
} from '../model/report.ts'
import type { Judged } from './judge.ts'
import { answerId } from './verify/behind.ts'

/** The contract's view of a judged deployment. `all` adds the passing verdicts. */
export function reportDeployment(deployment: Deployment, judged: Judged): DeploymentReport {
  return {
    name: deployment.name,
    root: deployment.input.root,
    inputs: withGaps(deployment),
    components: deployment.components.map((component) => reportComponent(component, listenersOf(deployment, component.id))),
    channels: deployment.channels.map(reportChannel),
    stores: deployment.stores.map(({ id, component, path, holds, kept, source }) => ({ id, component, path, holds, kept, source: source ?? null })),
    secrets: deployment.credentials.map(reportSecret),
    identities: deployment.accounts.map((account) => reportIdentity(account, deployment.credentials)),
    zones: deployment.zones.map(({ name, internal, components }) => ({ name, internal, components })),
    passed: judged.passed,
    findings: judged.findings,
    ...(deployment.answers === undefined ? {} : { answers: deployment.answers.map(reportAnswer) }),
    ...(deployment.reach === undefined ? {} : { reach: deployment.reach.map(reportReach) }),
    summary: summarise(judged),
  }
}

function reportReach({ from, to, transport, required, permitted, observed, why, vantage, addresses }: ReachEdge): ReachReport {
  return { from, to, transport, required, permitted, observed, why, vantage, addresses }
}

function reportAnswer(answer: Answer): AnswerReport {
  const { probe, asked, vantage, outcome, learned, why, fault, transcript, at, milliseconds } = answer
  return {
    id: answerId(answer),
    probe,
    listener: asked.id,
    address: asked.host === '' ? null : joinHostPort(asked.host, asked.port),
    vantage,
    outcome,
    said: outcome === 'answered' ? (learned?.said ?? null) : null,
    open: outcome === 'answered' ? (learned?.unproven ?? []) : [why ?? ''],
    fault: fault ?? null,
    ...(learned?.tries === undefined ? {} : { tries: learned.tries }),
    transcript,
    at,
    milliseconds,
  }
}

/** A file that could not be read at all still has its place in the report. */
export function reportFailure(input: InputFile): DeploymentReport {
  return withoutGraph(input.file, [reportInput(input)], [])
}

/** The report of what has no components: a file that could not be read, what another tool found. */
export function withoutGraph(name: string, inputs: readonly InputReport[], findings: readonly Finding[]): DeploymentReport {
  return {
    name,
    root: '.',
    inputs,
    components: [],
    channels: [],
    stores: [],
    secrets: [],
    identities: [],
    zones: [],
    passed: [],
    findings,
    summary: summarise({ findings, passes: 0 }),
  }
}

function reportInput(input: InputFile): InputReport {
  return { file: input.file, as: input.as, status: input.status, gaps: input.gaps.map((gap) => reportGap(gap, input.file, gap.line)) }
}

function reportGap(
  gap: { readonly why: string; readonly place?: { file: string; line: number } },
  file: string | undefined,
  line: number | undefined,
): GapReport {
  const at = gap.place
  if (at !== undefined) return { file: at.file, line: at.line, why: gap.why }
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }), why: gap.why }
}

/** Gaps that technologies met belong to the first input, unless they name their own file. */
function withGaps(deployment: Deployment): readonly InputReport[] {
  const inputs = deployment.input.inputs.map(reportInput)
  const [first, ...rest] = inputs
  if (first === undefined || deployment.gaps.length === 0) return inputs
  return [{ ...first, gaps: [...first.gaps, ...deployment.gaps.map((gap) => reportGap(gap, undefined, undefined))] }, ...rest]
}

function reportComponent(component: Component, listeners: readonly Listener[]): ComponentReport {
  const { file, line, endLine } = component.at
  return {
    id: component.id,
    technology: component.technology ?? 'unknown',
    role: component.role,
    version: component.version ?? null,
    image: component.input.image?.setting.value ?? null,
    profiles: component.input.profiles,
    zones: component.zones,
    listeners: listeners.map((listener) => ({
      port: listener.port,
      protocol: listener.protocol,
      exposure: listener.exposure,
      tls: known(listener.tls),
      authentication: known(listener.authentication),
    })),
    at: { file, line, endLine: endLine ?? line },
  }
}

function known<T extends Encryption | Authentication>(fact: Fact<T>): T | 'unknown' {
  const seen = view(fact)
  return seen.known ? seen.value : 'unknown'
}

function reportChannel(channel: Channel): ChannelReport {
  const { to } = channel
  return {
    id: channel.id,
    from: channel.from,
    to: to.kind === 'component' ? { component: to.component } : to.kind === 'external' ? { external: to.host } : { unknown: to.host },
    port: channel.port ?? null,
    protocol: channel.protocol,
    encryption: known(channel.encryption),
    serverVerified: verified(channel),
    authentication: known(channel.authentication),
    key: channel.key,
    evidence: channel.evidence.map(({ file, line }) => ({ file, line })),
  }
}

function verified(channel: Channel): ChannelReport['serverVerified'] {
  const encryption = view(channel.encryption)
  if (encryption.known && encryption.value === 'none') return 'not-applicable'
  const verification = view(channel.verification)
  if (!verification.known) return 'unknown'
  return verification.value === 'name' ? 'yes' : 'no'
}

function reportSecret(credential: Credential): SecretReport {
  const places = credential.uses.flatMap(({ component, key, trail }) => trail.slice(0, 1).map(({ file, line }) => ({ component, key, file, line })))
  return { label: credential.label, strength: credential.strength, places }
}

function reportIdentity({ component, power, key, password }: Account, credentials: readonly Credential[]): IdentityReport {
  const secret = password === undefined ? undefined : credentials.find((credential) => credential.value.value === password.value)
  return { component, power, key, secret: secret?.label ?? null }
}

export function reportAttestation({
  row,
  control,
  subject,
  statement,
  by,
  until,
  evidence,
  sha256,
  invalid,
  at,
}: CheckedAttestation): AttestationReport {
  return {
    ...(row === undefined ? {} : { row }),
    ...(control === undefined ? {} : { control }),
    ...(subject === undefined ? {} : { subject }),
    statement,
    by,
    until,
    evidence: evidence ?? null,
    sha256: sha256 ?? null,
    invalid: invalid ?? null,
    file: at.file,
    line: at.line,
  }
}

/** Counts of what was found; passing verdicts are counted where they were given. */
export function summarise({ findings, passes }: Pick<Judged, 'findings' | 'passes'>): Summary {
  const failing = findings.filter((finding) => finding.verdict === 'fail')
  const count = (severity: Finding['severity']) => failing.filter((finding) => finding.severity === severity).length
  const of = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length
  return {
    critical: count('critical'),
    high: count('high'),
    medium: count('medium'),
    low: count('low'),
    info: count('info'),
    unknown: of('unknown'),
    waived: of('waived'),
    pass: passes,
  }
}
