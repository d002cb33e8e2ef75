import type { Hardening } from '../../model/hardening.ts'
import { atLeast } from '../../model/severity.ts'
import type { Threshold } from '../../model/threshold.ts'
import { hardeningFormats } from '../../registry.ts'
import { thresholdOf } from '../conclude.ts'
import type { Io } from '../io.ts'
import { exit, wantsColour } from '../io.ts'
import { choice, textOption } from '../options.ts'
import { deliver } from '../output.ts'
import { planFor } from './plan.ts'
import { checkTarget, writeCopy } from './write.ts'

/** `ringwall harden`: plan the changes that close what is open; with `--write` a copy has them. */
export async function runHarden(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const format = choice('--format', options['format'], Object.keys(hardeningFormats))
  const threshold = thresholdOf(options['failOn'])
  const file = textOption(options['output'])
  const target = textOption(options['write'])
  if (target !== undefined) checkTarget(target, io.cwd)
  const planned = await planFor(path, options, new Date().toISOString(), io)
  if (target !== undefined) {
    writeCopy(planned, target, io.cwd)
    const drafts = [...(planned.plan.stages.at(-1)?.space.drafts.values() ?? [])]
    planned.authority?.record((chain) => drafts.some(({ text }) => text === chain))
  }
  const render = await hardeningFormats[format]!()
  deliver(
    render(planned.report, {
      all: options['all'] === true,
      diff: options['diff'] === true,
      colour: file === undefined && wantsColour(io.stdout, io.env),
      columns: io.stdout.columns ?? 100,
      end: target === undefined ? 'planned' : 'written',
    }),
    file,
    io,
  )
  return options['check'] === true && isToBeChanged(planned.report, threshold) ? exit.findings : exit.clean
}

/** Whether the plan closes a finding from this severity on. */
function isToBeChanged({ deployments }: Hardening, threshold: Threshold): boolean {
  return threshold !== 'never' && deployments.some(({ closed }) => closed.some(({ severity }) => atLeast(severity, threshold)))
}
