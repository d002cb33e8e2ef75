import { audit } from '../engine/audit.ts'
import { compare } from '../engine/baseline.ts'
import { RingwallError } from '../model/error.ts'
import type { Project } from '../model/project.ts'
import type { Report } from '../model/report.ts'
import type { Threshold } from '../model/threshold.ts'
import { failsRun } from '../model/threshold.ts'
import { controls, guides, reportFormats, technologies } from '../registry.ts'
import type { Io } from './io.ts'
import { exit, wantsColour } from './io.ts'
import { readBaseline } from './baseline.ts'
import { openBooks } from './books.ts'
import { readImports } from './imports.ts'
import { choice, listOption, textOption } from './options.ts'
import { deliver } from './output.ts'
import { progress } from './progress.ts'
import { findDeployments, sourceOptions } from './sources.ts'
import { version } from './version.ts'

const thresholds: readonly Threshold[] = ['critical', 'high', 'medium', 'low', 'never']

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
  const earlier = textOption(options['baseline'])
  const baseline = earlier === undefined ? undefined : readBaseline(earlier, io.cwd)
  const found = await judged(path, options, asked, io)
  const report = baseline === undefined ? found : compare(found, baseline)
  const render = await reportFormats[format]!()
  const file = textOption(options['output'])
  const all = options['all'] === true
  const colour = file === undefined && wantsColour(io.stdout, io.env)
  const failed = fails(report, threshold, options['strict'] === true)
  if (file !== undefined || options['quiet'] !== true || failed)
    deliver(render(report, { command: 'audit', all, colour, columns: io.stdout.columns ?? 100, failOn: threshold }), file, io)
  return failed ? exit.findings : exit.clean
}

async function judged(path: string, options: Readonly<Record<string, unknown>>, asked: readonly string[], io: Io): Promise<Report> {
  const bar = progress(io)
  const now = new Date().toISOString()
  try {
    const found = findDeployments(path, sourceOptions(options), io.cwd)
    const inForce = asked.length > 0 ? asked : projectGuides(found.project?.project)
    return audit(
      found,
      { technologies, controls, guides },
      {
        version,
        now,
        all: options['all'] === true,
        guides: inForce,
        books: openBooks(found, now),
        imported: await readImports(listOption(options['import']), found.files, io.cwd),
        onDeployment: bar.step,
      },
    )
  } finally {
    bar.end()
  }
}

/** Guides that the project file puts in force; a name that no guide has is an error of the call. */
function projectGuides(project: Project | undefined): readonly string[] {
  const known = guides.map(({ id }) => id)
  return (project?.guides ?? []).map(({ name, at }) => {
    if (known.includes(name)) return name
    throw new RingwallError('usage', `there is no guide "${name}"`, { place: at, hint: `the guides are ${known.join(', ')}` })
  })
}

function fails(report: Report, threshold: Threshold, strict: boolean): boolean {
  return report.deployments.some(({ findings, inputs, summary }) => {
    if (strict && (summary.unknown > 0 || inputs.some((input) => input.gaps.length > 0))) return true
    return findings.some((finding) => failsRun(finding, threshold))
  })
}
