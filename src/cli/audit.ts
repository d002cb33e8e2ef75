import { audit } from '../engine/audit.ts'
import { controls, guides } from '../registry.ts'
import { technologies } from '../registry/technologies.ts'
import { openBooks } from './books.ts'
import { conclude, conclusionOf } from './conclude.ts'
import { guidesOf } from './guides.ts'
import { readImports } from './imports.ts'
import type { Io } from './io.ts'
import { listOption } from './options.ts'
import { progress } from './verify/progress.ts'
import { findDeployments, sourceOptions } from './sources.ts'
import { version } from './version.ts'

/** `ringwall audit`: judge what is configured. */
export async function runAudit(path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const conclusion = conclusionOf('audit', options, io)
  const asked = guidesOf(options)
  const bar = progress(io)
  const now = new Date().toISOString()
  try {
    const found = findDeployments(path, sourceOptions(options), io.cwd)
    const report = audit(
      found,
      { technologies, controls, guides },
      {
        version,
        now,
        all: conclusion.all,
        guides: asked(found.project?.project),
        books: openBooks(found, now),
        imported: await readImports(listOption(options['import']), found.files, io.cwd),
        onDeployment: (name, index, total) => bar.step(`judging ${index + 1} of ${total}: ${name}`),
      },
    )
    bar.end()
    return await conclude(report, conclusion, io)
  } finally {
    bar.end()
  }
}
