import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Evidence } from '../engine/attestations.ts'
import { checkAttestations } from '../engine/attestations.ts'
import type { Books } from '../engine/ledger.ts'
import type { Waiver } from '../model/project.ts'
import type { Files } from '../platforms/files.ts'
import type { CommentsRead } from '../project/comments.ts'
import { readComments } from '../project/comments.ts'
import type { FoundProject } from './project.ts'
import type { Sources } from './sources.ts'

/** What somebody accepts and vouches for: in the project file, and in comments of the files that a run reads. */
export function openBooks({ project, files }: Pick<Sources, 'project' | 'files'>, now: string): Books {
  const comments = commentsOf(files, project?.project.file)
  if (project === undefined) return { waivers: [], attestations: [], comments }
  const { attestations, waivers } = project.project
  return {
    file: project.project.file,
    waivers: waivers.map((waiver) => withShownFile(waiver, project, files)),
    attestations: checkAttestations(attestations, evidenceOf(project, files), now),
    comments,
  }
}

/** Files of waivers are named from the project file, findings from the folder that is judged. */
function withShownFile(waiver: Waiver, { folder }: FoundProject, files: Files): Waiver {
  return waiver.file === undefined ? waiver : { ...waiver, file: files.display(resolve(folder, waiver.file)) }
}

function evidenceOf({ project, folder }: FoundProject, files: Files): ReadonlyMap<string, Evidence> {
  const named = project.attestations.flatMap(({ evidence }) => evidence ?? [])
  return new Map(named.map((name) => [name, evidenceIn(resolve(folder, name), files)]))
}

function evidenceIn(path: string, files: Files): Evidence {
  const read = files.read(path)
  if (read.state !== 'text' && read.state !== 'binary') return { why: read.why }
  // the bytes themselves: text may have been decoded
  return { sha256: createHash('sha256').update(readFileSync(path)).digest('hex') }
}

/** Each file is looked at once, when it was read; the project file has waivers of its own. */
function commentsOf(files: Files, project: string | undefined): Books['comments'] {
  const read = new Map<string, CommentsRead>()
  return () => {
    for (const [path, text] of files.texts()) if (!read.has(path)) read.set(path, readComments(text, files.display(path)))
    const all = [...read].flatMap(([path, comments]) => (files.display(path) === project ? [] : comments))
    return { waivers: all.flatMap(({ waivers }) => waivers), incomplete: all.flatMap(({ incomplete }) => incomplete) }
  }
}
