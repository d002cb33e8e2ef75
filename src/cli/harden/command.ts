import { relative } from 'node:path'
import { RingwallError } from '../../model/error.ts'
import type { FileChange, Hardening } from '../../model/hardening.ts'
import { atLeast } from '../../model/severity.ts'
import type { Threshold } from '../../model/threshold.ts'
import { printable } from '../../report/words.ts'
import { hardeningFormats } from '../../registry/hardening.ts'
import { thresholdOf } from '../conclude.ts'
import type { Io } from '../io.ts'
import { exit, wantsColour } from '../io.ts'
import { choice, listOption, textOption } from '../options.ts'
import { deliver } from '../output.ts'
import { writeInPlace } from './in-place.ts'
import { chooseMeasures, terminal } from './interactive.ts'
import type { Planned, Planner } from './plan.ts'
import { changedFiles, openPlanner, planFor, recordIssued } from './plan.ts'
import { fillStore } from './store.ts'
import { checkTarget, writeCopy } from './write.ts'

/** `ringwall harden`: plan the changes that close what is open; with `--write` a copy has them, with `--apply` the running deployment. */
export async function runHarden(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  if (onRunning.some((option) => options[option] !== undefined)) {
    const { runOnRunning } = await import('./apply/command.ts')
    return runOnRunning(path, options, (planned) => show(planned, 'applying', { ...options, format: 'text' }, undefined, io), io)
  }
  const threshold = thresholdOf(options['failOn'])
  const file = textOption(options['output'])
  const target = textOption(options['write'])
  choice('--format', options['format'], Object.keys(hardeningFormats))
  if (target !== undefined) checkTarget(target, io.cwd)
  const inPlace = options['inPlace'] === true
  const recipients = listOption(options['sealTo'])
  if (recipients.length > 0 && target === undefined)
    throw new RingwallError('usage', '--seal-to seals what --write writes', { hint: 'add --write DIR' })
  if (inPlace && target !== undefined) throw new RingwallError('usage', '--write and --in-place exclude each other', { hint: 'give one of them' })
  const now = new Date().toISOString()
  const planned =
    options['interactive'] === true ? await chosenOnTerminal(await openPlanner(path, options, now, io)) : await planFor(path, options, now, io)
  if (target !== undefined || inPlace) fillStore(planned.plan.tasks, options, io)
  if (target !== undefined)
    await writeCopy(planned, target, io.cwd, recipients.length === 0 ? undefined : (draft) => sealDraft(draft, planned, recipients))
  if (inPlace) writeInPlace(planned)
  if (target !== undefined || inPlace) recordIssued(planned)
  await show(planned, inPlace ? 'changed' : target === undefined ? 'planned' : 'written', options, file, io)
  return options['check'] === true && isToBeChanged(planned.report, threshold) ? exit.findings : exit.clean
}

/** The files that get secrets lie in the copy sealed alone; Compose files refer to them. */
async function sealDraft(draft: string, { start, end, folder, plan, secrets }: Planned, recipients: readonly string[]): Promise<void> {
  const { sealFiles } = await import('../secrets/sealed-files.ts')
  const composed = new Set(plan.after.flatMap(({ inputs }) => inputs.flatMap(({ file, as }) => (as === 'compose' ? [file] : []))))
  const values = [...secrets.keys()].filter((value) => value.length >= 8)
  const held = changedFiles(start, end).filter(({ file, after, mode = 0o644 }) => {
    if (after === undefined || composed.has(file)) return false
    return (mode & 0o077) === 0 || values.some((value) => after.includes(value))
  })
  if (held.length > 0)
    await sealFiles(
      draft,
      held.map(({ path }) => relative(folder, path)),
      recipients,
      true,
    )
}

/** Whether the plan closes a finding from this severity on. */
function isToBeChanged({ deployments }: Hardening, threshold: Threshold): boolean {
  return threshold !== 'never' && deployments.some(({ closed }) => closed.some(({ severity }) => atLeast(severity, threshold)))
}

/** What is about a running deployment, and not about a plan alone. */
const onRunning = ['apply', 'rollback', 'states', 'status'] as const

async function show(
  { report }: Planned,
  end: 'planned' | 'written' | 'changed' | 'applying',
  options: Readonly<Record<string, unknown>>,
  file: string | undefined,
  io: Io,
): Promise<void> {
  const render = await hardeningFormats[choice('--format', options['format'], Object.keys(hardeningFormats))]!()
  deliver(
    render(report, {
      all: options['all'] === true,
      diff: options['diff'] === true,
      colour: file === undefined && wantsColour(io.stdout, io.env),
      columns: io.stdout.columns ?? 100,
      end,
    }),
    file,
    io,
  )
}

async function chosenOnTerminal(planner: Planner): Promise<Planned> {
  const all = await planner.plan()
  const { ask, close } = terminal(process.stdin, process.stderr)
  try {
    const measures = all.report.deployments.flatMap((deployment) => deployment.measures)
    const say = (text: string): void => void process.stderr.write(text)
    const alone = async (id: string): Promise<string> =>
      (await planner.plan((_, proposal) => proposal.id === id)).report.files.map(shownDiff).join('')
    const wanted = new Set(await chooseMeasures(measures, ask, say, alone))
    return await planner.plan((_, { id }) => wanted.has(id))
  } finally {
    close()
  }
}

function shownDiff({ file, isSecret, diff }: FileChange): string {
  if (isSecret) return `${printable(file)}: a secret, not shown\n`
  return `${diff.split('\n').map(printable).join('\n')}\n`
}
