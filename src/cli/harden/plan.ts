import type { Subject } from '../../engine/harden/hands.ts'
import { nameOf } from '../../engine/harden/hands.ts'
import type { HardeningPlan } from '../../engine/harden/plan.ts'
import { planHardening } from '../../engine/harden/plan.ts'
import type { ChangedFile } from '../../engine/harden/report.ts'
import { reportFile, reportHardening } from '../../engine/harden/report.ts'
import type { EditTechnology } from '../../model/change.ts'
import type { Deployment } from '../../model/graph.ts'
import { RingwallError } from '../../model/error.ts'
import type { Hardening } from '../../model/hardening.ts'
import type { Workspace } from '../../platforms/workspace.ts'
import { openWorkspace } from '../../platforms/workspace.ts'
import { engines, remedies, technologyEdits } from '../../registry.ts'
import { guidesOf } from '../guides.ts'
import type { Io } from '../io.ts'
import { textOption } from '../options.ts'
import { findDeployments, sourceOptions } from '../sources.ts'
import { version } from '../version.ts'
import type { Issuer } from './authority.ts'
import { chosenMeasures } from './choose.ts'
import type { GivenAuthority } from './given-authority.ts'
import { handsFor } from './hands.ts'
import type { Made } from './tools.ts'
import { madeFor } from './tools.ts'

export interface Planned {
  /** What is copied: the folder of the call's PATH. */
  readonly folder: string
  readonly start: Workspace
  readonly plan: HardeningPlan<Workspace>
  readonly report: Hardening
  /** The authority of `--ca`, for what is written. */
  readonly authority?: GivenAuthority
  /** Values that are never shown, with what stands for them. */
  readonly secrets: ReadonlyMap<string, string>
}

/** Plans for what lies at a path. Nothing is written. */
export async function planFor(path: string, options: Readonly<Record<string, unknown>>, now: string, io: Io): Promise<Planned> {
  const chosen = chosenMeasures(options)
  const inForce = guidesOf(options)
  const sources = sourceOptions(options)
  const { files } = findDeployments(path, sources, io.cwd)
  const start = openWorkspace(files)
  const hands = handsFor({
    path,
    sources,
    cwd: io.cwd,
    now,
    guides: ({ project }) => inForce(project?.project),
    edits: await loadEdits(technologyEdits),
    engines: await loadEdits(engines),
  })
  const authority = textOption(options['ca']) === undefined ? undefined : (await import('./given-authority.ts')).givenAuthority(options, io, now)
  // what makes certificates is large, and most plans of small deployments need none
  const issuer = async (deployment: Deployment): Promise<Issuer> =>
    authority?.issuerFor(deployment) ?? (await import('./authority.ts')).issuerFor(now, deployment)
  const made = new Map<string, Made>()
  const madeOf = (subject: Subject): Made => {
    const name = nameOf(subject)
    const known = made.get(name) ?? madeFor(now, subject.deployment, issuer)
    made.set(name, known)
    return known
  }
  const plan = await planHardening(
    hands,
    start,
    await Promise.all(Object.values(remedies).map((load) => load())),
    (subject) => madeOf(subject).tools,
    chosen.wanted,
  )
  const [missed] = chosen.missed()
  if (missed !== undefined)
    throw new RingwallError('usage', `there is no measure "${missed}" to be made`, { hint: '--format json has the ids of all' })
  const secrets = new Map([...knownSecrets(plan), ...[...made.values()].flatMap((each) => [...each.secrets])])
  return {
    folder: files.folder,
    start,
    plan,
    ...(authority === undefined ? {} : { authority }),
    secrets,
    report: {
      schema: 'ringwall.hardening/0',
      tool: { name: 'ringwall', version },
      deployments: plan.before.map((subject) => reportHardening(subject, plan)),
      files: changedFiles(start, plan.stages.at(-1)?.space ?? start).map((file) => reportFile(file, secrets)),
    },
  }
}

async function loadEdits(from: Readonly<Record<string, () => Promise<EditTechnology>>>): Promise<ReadonlyMap<string, EditTechnology>> {
  return new Map(await Promise.all(Object.entries(from).map(async ([id, load]) => [id, await load()] as const)))
}

/** The authority of `--ca` keeps record of the certificates that are written. */
export function recordIssued({ plan, authority }: Planned): void {
  const drafts = [...(plan.stages.at(-1)?.space.drafts.values() ?? [])]
  authority?.record((chain) => drafts.some(({ text }) => text === chain))
}

/** Every file that a space has otherwise than the disk. */
export function changedFiles(start: Workspace, end: Workspace): readonly (ChangedFile & { readonly path: string })[] {
  return [...end.drafts]
    .map(([path, draft]) => ({
      path,
      file: start.display(path),
      before: start.read(path),
      after: draft.text,
      ...(draft.mode === undefined ? {} : { mode: draft.mode }),
    }))
    .filter(({ before, after }) => before !== after)
    .toSorted((one, other) => (one.file < other.file ? -1 : 1))
}

/** Values of the deployments that are secrets already. */
function knownSecrets(plan: HardeningPlan<Workspace>): ReadonlyMap<string, string> {
  return new Map(
    [...plan.after, ...plan.before].flatMap(({ deployment }) => deployment.credentials.map(({ value, label }) => [value.value, label] as const)),
  )
}
