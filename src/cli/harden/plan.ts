import type { Subject } from '../../engine/harden/hands.ts'
import { nameOf } from '../../engine/harden/hands.ts'
import type { HardeningPlan, Wanted } from '../../engine/harden/plan.ts'
import { planHardening } from '../../engine/harden/plan.ts'
import type { ChangedFile } from '../../engine/harden/report.ts'
import { reportFile, reportHardening } from '../../engine/harden/report.ts'
import type { EditTechnology } from '../../model/change.ts'
import type { Deployment } from '../../model/graph.ts'
import { RingwallError } from '../../model/error.ts'
import type { Hardening } from '../../model/hardening.ts'
import type { Workspace } from '../../platforms/workspace.ts'
import { openWorkspace } from '../../platforms/workspace.ts'
import { engines, remedies, technologyEdits } from '../../registry/hardening.ts'
import { guidesOf } from '../guides.ts'
import type { Io } from '../io.ts'
import { choice, textOption } from '../options.ts'
import { findDeployments, sourceOptions } from '../sources.ts'
import { version } from '../version.ts'
import type { Issuer } from './authority.ts'
import { chosenMeasures } from './choose.ts'
import { closeFiles } from './closed-files.ts'
import type { GivenAuthority } from './given-authority.ts'
import { handsFor } from './hands.ts'
import { keepingOption } from './keeping.ts'
import { asOverride } from './override.ts'
import type { Made, Resealed } from './tools.ts'
import { madeFor } from './tools.ts'

export interface Planned {
  /** What is copied: the folder of the call's PATH. */
  readonly folder: string
  readonly start: Workspace
  readonly plan: HardeningPlan<Workspace>
  /** The files as they are written: those of the plan's end, or an override beside what is there. */
  readonly end: Workspace
  readonly root: string
  readonly report: Hardening
  /** The authority of `--ca`, for what is written. */
  readonly authority?: GivenAuthority
  /** Values that are never shown, with what stands for them. */
  readonly secrets: ReadonlyMap<string, string>
}

/** Plans for one call; the secrets that are made up are the same in every plan of it. */
export interface Planner {
  /** `also`: asked of every proposal beside what the call's options want. */
  readonly plan: (also?: Wanted) => Promise<Planned>
}

/** Plans for what lies at a path. Nothing is written. */
export async function planFor(path: string, options: Readonly<Record<string, unknown>>, now: string, io: Io): Promise<Planned> {
  return (await openPlanner(path, options, now, io)).plan()
}

export async function openPlanner(path: string, options: Readonly<Record<string, unknown>>, now: string, io: Io): Promise<Planner> {
  const acme = acmeOption(options['acme'])
  const keeping = keepingOption(options, io)
  const given = { ...(acme === undefined ? {} : { acme }), ...(keeping === undefined ? {} : { keeping }) }
  const chosen = chosenMeasures(options)
  const inForce = guidesOf(options)
  const sources = sourceOptions(options)
  const { files } = findDeployments(path, sources, io.cwd)
  const start = openWorkspace(files)
  const edits = { edits: await loadEdits(technologyEdits), engines: await loadEdits(engines) }
  const form = choice('--as', options['as'] ?? 'changes', ['changes', 'override'])
  const reader = (more: readonly string[]) =>
    handsFor({
      path,
      sources: { ...sources, file: [...sources.file, ...(sources.file.length === 0 ? more : more.slice(1))] },
      cwd: io.cwd,
      now,
      guides: ({ project }) => inForce(project?.project),
      ...edits,
    })
  const hands = reader([])
  const authority = textOption(options['ca']) === undefined ? undefined : (await import('./given-authority.ts')).givenAuthority(options, io, now)
  // what makes certificates is large, and most plans of small deployments need none
  const issuer = async (deployment: Deployment): Promise<Issuer> =>
    authority?.issuerFor(deployment) ?? (await import('./authority.ts')).issuerFor(now, deployment)
  const made = new Map<string, Made>()
  const resealed: Resealed = new Map()
  const madeOf = (subject: Subject): Made => {
    const name = nameOf(subject)
    const known = made.get(name) ?? madeFor(now, subject.deployment, issuer, given, resealed)
    made.set(name, known)
    return known
  }
  const loaded = await Promise.all(Object.values(remedies).map((load) => load()))
  return {
    async plan(also = () => true) {
      const wanted: Wanted = (...of) => chosen.wanted(...of) && also(...of)
      const drafted = await planHardening(hands, start, loaded, (subject) => madeOf(subject).tools, wanted)
      const [missed] = chosen.missed()
      if (missed !== undefined)
        throw new RingwallError('usage', `there is no measure "${missed}" to be made`, { hint: '--format json has the ids of all' })
      const newSecrets = new Map([...made.values()].flatMap((each) => [...each.secrets]))
      const plan = closeFiles(start, drafted, newSecrets.keys(), hands)
      const last = plan.stages.at(-1)?.space ?? start
      const { space: end, notes } = form === 'override' ? asOverride(start, last, plan.after, files, reader) : { space: last, notes: [] }
      for (const note of notes) io.stderr.write(`ringwall: note: ${note}\n`)
      const secrets = new Map([...knownSecrets(plan), ...newSecrets])
      const report: Hardening = {
        schema: 'ringwall.hardening/0',
        tool: { name: 'ringwall', version },
        deployments: plan.before.map((subject) => reportHardening(subject, plan)),
        files: changedFiles(start, end).map((file) => reportFile(file, secrets)),
      }
      return { folder: files.folder, root: files.root, start, plan, end, report, secrets, ...(authority === undefined ? {} : { authority }) }
    },
  }
}

/** An address that a program may be told in any of its files: no word of it ends or opens anything there. */
function acmeOption(value: unknown): string | undefined {
  const text = textOption(value)
  if (text === undefined || /^https:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w.~%/-]*)?$/.test(text)) return text
  throw new RingwallError('usage', `--acme: "${text}" is no address of an ACME directory`, { hint: 'https://acme.example.org/directory' })
}

async function loadEdits(from: Readonly<Record<string, () => Promise<EditTechnology>>>): Promise<ReadonlyMap<string, EditTechnology>> {
  return new Map(await Promise.all(Object.entries(from).map(async ([id, load]) => [id, await load()] as const)))
}

/** The authority of `--ca` keeps record of the certificates that are written. */
export function recordIssued({ end, authority }: Planned): void {
  const drafts = [...end.drafts.values()]
  authority?.record((chain) => drafts.some(({ text }) => text === chain))
}

/** Every file that a space has otherwise than the disk. */
export function changedFiles(start: Workspace, end: Workspace): readonly (ChangedFile & { readonly path: string })[] {
  return [...end.drafts]
    .map(([path, draft]) => {
      const isNew = (start.read(path) ?? start.binary(path)) === undefined
      return {
        path,
        file: start.display(path),
        before: start.read(path),
        after: end.read(path),
        ...(draft.isBytes === true ? { bytes: isNew ? ('new' as const) : ('changed' as const) } : {}),
        ...(isNew || draft.closed !== undefined ? { mode: end.mode(path) } : {}),
      }
    })
    .filter(({ before, after }) => before !== after)
    .toSorted((one, other) => (one.file < other.file ? -1 : 1))
}

/** Values of the deployments that are secrets already. */
function knownSecrets(plan: HardeningPlan<Workspace>): ReadonlyMap<string, string> {
  return new Map(
    [...plan.after, ...plan.before].flatMap(({ deployment }) => deployment.credentials.map(({ value, label }) => [value.value, label] as const)),
  )
}
