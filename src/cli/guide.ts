import { answerGuide } from '../engine/guide.ts'
import { audit } from '../engine/audit.ts'
import type { GuideAnswer } from '../model/answer.ts'
import type { Guide } from '../model/guide.ts'
import { controls, guideFormats, guides } from '../registry.ts'
import { technologies } from '../registry/technologies.ts'
import { coverageText } from './coverage.ts'
import { openBooks } from './books.ts'
import type { Io } from './io.ts'
import { exit, wantsColour } from './io.ts'
import { choice, textOption } from './options.ts'
import { deliver } from './output.ts'
import { readReport } from './read-report.ts'
import { progress } from './verify/progress.ts'
import { findDeployments, sourceOptions } from './sources.ts'
import { version } from './version.ts'

const thresholds = ['violated', 'unknown', 'never'] as const

/** `ringwall guide`: the guides; with a name, every row of one answered for what lies at a path. */
export async function runGuide(name: string | undefined, path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  if (options['coverage'] === true) {
    const asked = name === undefined ? guides : [named(name)]
    deliver(coverageText(asked, options['all'] === true), textOption(options['output']), io)
    return exit.clean
  }
  if (name === undefined) {
    const width = Math.max(...guides.map(({ id }) => id.length))
    for (const { id, title, requirements } of guides) io.stdout.write(`${id.padEnd(width)}  ${title} (${requirements.length} rows)\n`)
    return exit.clean
  }
  const guide = named(name)
  const format = choice('--format', options['format'], Object.keys(guideFormats))
  const threshold = choice('--fail-on', options['failOn'], thresholds)
  const now = new Date().toISOString()
  const earlier = textOption(options['report'])
  const answer = earlier === undefined ? answered(guide, path, options, now, io) : answerGuide(guide, readReport(earlier, guide, io.cwd))
  const render = await guideFormats[format]!()
  const file = textOption(options['output'])
  const colour = file === undefined && wantsColour(io.stdout, io.env)
  const all = options['all'] === true
  deliver(render(answer, { all, colour, columns: io.stdout.columns ?? 100, now, tool: { name: 'ringwall', version } }), file, io)
  const { violated, unknown } = answer.summary
  const failed = threshold !== 'never' && (violated > 0 || (threshold === 'unknown' && unknown > 0))
  return failed ? exit.findings : exit.clean
}

function named(name: string): Guide {
  const id = choice(
    'guide',
    name,
    guides.map((guide) => guide.id),
  )
  return guides.find((guide) => guide.id === id)!
}

function answered(guide: Guide, path: string, options: Readonly<Record<string, unknown>>, now: string, io: Io): GuideAnswer {
  const bar = progress(io)
  try {
    const found = findDeployments(path, sourceOptions(options), io.cwd)
    const report = audit(
      found,
      { technologies, controls, guides },
      { version, now, all: true, guides: [guide.id], books: openBooks(found, now), onDeployment: bar.step },
    )
    return answerGuide(guide, report)
  } finally {
    bar.end()
  }
}
