import { audit } from '../engine/audit.ts'
import type { Report } from '../model/report.ts'
import { atLeast } from '../model/severity.ts'
import { controls, guides, reportFormats, technologies } from '../registry.ts'
import type { Io } from './io.ts'
import { exit, wantsColour } from './io.ts'
import { choice, listOption, textOption } from './options.ts'
import { deliver } from './output.ts'
import { progress } from './progress.ts'
import { findDeployments, sourceOptions } from './sources.ts'
import { version } from './version.ts'

const thresholds = ['critical', 'high', 'medium', 'low', 'never'] as const

/** `ringwall audit`: judge what is configured. */
export async function runAudit(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const format = choice('--format', options['format'], Object.keys(reportFormats))
  const threshold = choice('--fail-on', options['failOn'], thresholds)
  const asked = listOption(options['guide'])
  for (const name of asked)
    choice(
      '--guide',
      name,
      guides.map((guide) => guide.id),
    )
  const report = judged(path, options, asked, io)
  const render = await reportFormats[format]!()
  const file = textOption(options['output'])
  const all = options['all'] === true
  const colour = file === undefined && wantsColour(io.stdout, io.env)
  const failed = fails(report, threshold, options['strict'] === true)
  if (file !== undefined || options['quiet'] !== true || failed)
    deliver(render(report, { command: 'audit', all, colour, columns: io.stdout.columns ?? 100 }), file, io)
  return failed ? exit.findings : exit.clean
}

function judged(path: string, options: Readonly<Record<string, unknown>>, asked: readonly string[], io: Io): Report {
  const bar = progress(io)
  try {
    const found = findDeployments(path, sourceOptions(options), io.cwd)
    return audit(
      found,
      { technologies, controls, guides },
      { version, now: new Date().toISOString(), all: options['all'] === true, guides: asked, onDeployment: bar.step },
    )
  } finally {
    bar.end()
  }
}

function fails(report: Report, threshold: (typeof thresholds)[number], strict: boolean): boolean {
  return report.deployments.some(({ findings, inputs, summary }) => {
    if (strict && (summary.unknown > 0 || inputs.some((input) => input.gaps.length > 0))) return true
    return threshold !== 'never' && findings.some((finding) => finding.verdict === 'fail' && atLeast(finding.severity, threshold))
  })
}
