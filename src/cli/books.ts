import { resolve } from 'node:path'
import { checkAttestations } from '../engine/attestations.ts'
import type { Books } from '../engine/ledger.ts'
import type { Attestation, Project, Waiver } from '../model/project.ts'
import type { Files } from '../platforms/files.ts'
import type { CommentsRead } from '../project/comments.ts'
import { readComments } from '../project/comments.ts'
import { evidenceIn } from './evidence.ts'
import type { FoundProject } from './project.ts'
import type { Sources } from './sources.ts'

/** What somebody accepts and vouches for: in the project file, and in comments of the files that a run reads. */
export function openBooks({ project, files }: Pick<Sources, 'project' | 'files'>, now: string): Books {
  const comments = commentsOf(files, project?.project.file)
  if (project === undefined) return { waivers: [], attestations: [], comments }
  const { waivers } = project.project
  const attestations = attestationsOf(project.project)
  const evidence = new Map(
    attestations.flatMap(({ evidence: name }) => (name === undefined ? [] : [[name, evidenceIn(project.folder, name, files)]])),
  )
  return {
    file: project.project.file,
    waivers: waivers.map((waiver) => withShownFile(waiver, project, files)),
    attestations: checkAttestations(attestations, evidence, now),
    comments,
  }
}

/** Files of waivers are named from the project file, findings from the folder that is judged. */
function withShownFile(waiver: Waiver, { folder }: FoundProject, files: Files): Waiver {
  return waiver.file === undefined ? waiver : { ...waiver, file: files.display(resolve(folder, waiver.file)) }
}

/** What is attested of channels, beside what is attested of rows and of findings. */
function attestationsOf({ attestations, channels }: Project): readonly Attestation[] {
  const ofChannels = channels.flatMap(({ from, to, port, attested }): readonly Attestation[] => {
    if (attested === undefined) return []
    const { encryption, verification, authentication, by, evidence, until, at } = attested
    const words = { encryption, verification, authentication }
    const statement = Object.entries(words).flatMap(([what, value]) => (value === undefined ? [] : [`${what} ${value}`]))
    const subject = `${from}->${to}${port === undefined ? '' : `:${port}`}`
    return [{ subject, statement: statement.join(', '), by, until, at, ...(evidence === undefined ? {} : { evidence }) }]
  })
  return [...attestations, ...ofChannels]
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
