import { audit } from '../engine/audit.ts'
import { guides, reportFormats } from '../registry.ts'
import { technologies } from '../registry/technologies.ts'
import type { Io } from './io.ts'
import { exit, wantsColour } from './io.ts'
import { choice, textOption } from './options.ts'
import { deliver } from './output.ts'
import { findDeployments, sourceOptions } from './sources.ts'
import { version } from './version.ts'

/** `ringwall map`: the same report without judgements. */
export async function runMap(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const format = choice(
    '--format',
    options['format'],
    Object.keys(reportFormats).filter((name) => name !== 'sarif' && name !== 'junit'),
  )
  const found = findDeployments(path, sourceOptions(options), io.cwd)
  const report = audit(found, { technologies, controls: [], guides }, { version, now: new Date().toISOString(), all: false, guides: [] })
  const render = await reportFormats[format]!()
  const file = textOption(options['output'])
  const colour = file === undefined && wantsColour(io.stdout, io.env)
  deliver(render(report, { command: 'map', all: false, colour, columns: io.stdout.columns ?? 100 }), file, io)
  return exit.clean
}
