import type { Hardening } from '../../model/hardening.ts'
import { atLeast } from '../../model/severity.ts'
import type { Threshold } from '../../model/threshold.ts'
import { hardeningFormats } from '../../registry.ts'
import { thresholdOf } from '../conclude.ts'
import type { Io } from '../io.ts'
import { exit, wantsColour } from '../io.ts'
import { choice, textOption } from '../options.ts'
import { deliver } from '../output.ts'
import type { Planned } from './plan.ts'
import { planFor, recordIssued } from './plan.ts'
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
  const planned = await planFor(path, options, new Date().toISOString(), io)
  if (target !== undefined) {
    writeCopy(planned, target, io.cwd)
    recordIssued(planned)
  }
  await show(planned, target === undefined ? 'planned' : 'written', options, file, io)
  return options['check'] === true && isToBeChanged(planned.report, threshold) ? exit.findings : exit.clean
}

/** Whether the plan closes a finding from this severity on. */
function isToBeChanged({ deployments }: Hardening, threshold: Threshold): boolean {
  return threshold !== 'never' && deployments.some(({ closed }) => closed.some(({ severity }) => atLeast(severity, threshold)))
}

/** What is about a running deployment, and not about a plan alone. */
const onRunning = ['apply', 'rollback', 'states', 'status'] as const

async function show(
  { report }: Planned,
  end: 'planned' | 'written' | 'applying',
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
