import { compare } from '../engine/baseline.ts'
import type { Report } from '../model/report.ts'
import type { Render, Text } from '../model/render.ts'
import type { Threshold } from '../model/threshold.ts'
import { failsRun } from '../model/threshold.ts'
import type { Baseline } from '../engine/baseline.ts'
import { reportFormats } from '../registry.ts'
import { readBaseline } from './baseline.ts'
import type { Io } from './io.ts'
import { exit, wantsColour } from './io.ts'
import { choice, textOption } from './options.ts'
import { deliver } from './output.ts'

const thresholds: readonly Threshold[] = ['critical', 'high', 'medium', 'low', 'never']

/** How a call wants its report; wrong words are refused before anything is read or asked. */
export interface Conclusion {
  readonly command: 'audit' | 'verify'
  readonly format: string
  readonly threshold: Threshold
  readonly baseline: Baseline | undefined
  readonly file: string | undefined
  readonly all: boolean
  readonly strict: boolean
  readonly quiet: boolean
}

export function conclusionOf(command: Conclusion['command'], options: Readonly<Record<string, unknown>>, io: Io): Conclusion {
  const earlier = textOption(options['baseline']) ?? textOption(options['since'])
  return {
    command,
    format: choice('--format', options['format'], Object.keys(reportFormats)),
    threshold: thresholdOf(options['failOn']),
    baseline: earlier === undefined ? undefined : readBaseline(earlier, io.cwd),
    file: textOption(options['output']),
    all: options['all'] === true,
    strict: options['strict'] === true,
    quiet: options['quiet'] === true,
  }
}

export function thresholdOf(word: unknown): Threshold {
  return choice('--fail-on', word, thresholds)
}

/** Prints the report as it was asked for, and gives the exit code. `seal` comes last: it may sign the report. */
export async function conclude(
  found: Report,
  conclusion: Conclusion,
  io: Io,
  seal: (report: Report) => Report = (report) => report,
): Promise<number> {
  const { command, baseline, file, all, threshold } = conclusion
  const report = seal(baseline === undefined ? found : compare(found, baseline))
  const render: Render<Text> = await reportFormats[conclusion.format]!()
  const colour = file === undefined && wantsColour(io.stdout, io.env)
  const failed = fails(report, conclusion)
  if (file !== undefined || !conclusion.quiet || failed)
    deliver(render(report, { command, all, colour, columns: io.stdout.columns ?? 100, failOn: threshold }), file, io)
  return failed ? exit.findings : exit.clean
}

/** Whether a report fails the call, as `conclude` would say of it. */
export function failsCall(found: Report, conclusion: Conclusion): boolean {
  return fails(conclusion.baseline === undefined ? found : compare(found, conclusion.baseline), conclusion)
}

function fails(report: Report, { threshold, strict }: Conclusion): boolean {
  return report.deployments.some(({ findings, inputs, summary, answers = [] }) => {
    if (strict && (summary.unknown > 0 || inputs.some((input) => input.gaps.length > 0) || answers.some(({ outcome }) => outcome !== 'answered')))
      return true
    return findings.some((finding) => failsRun(finding, threshold))
  })
}
