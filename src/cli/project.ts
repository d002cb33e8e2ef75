import { dirname, join } from 'node:path'
import { RingwallError } from '../model/error.ts'
import { placeText } from '../model/place.ts'
import type { DeclaredChannel, Project } from '../model/project.ts'
import type { Files } from '../platforms/files.ts'
import { readProject } from '../project/read.ts'
import { evidenceIn } from './evidence.ts'

/** A project file and the folder that its paths are relative to. */
export interface FoundProject {
  readonly project: Project
  readonly folder: string
}

const names = ['ringwall.yaml', '.ringwall.yaml']

/** The project file of the folder that is judged, else of the nearest folder above it, up to the root. What is wrong in it is an error of the call. */
export function findProject(files: Files): FoundProject | undefined {
  for (let folder = files.folder; ; folder = dirname(folder)) {
    const present = names.filter((name) => files.read(join(folder, name)).state !== 'missing')
    if (present.length > 1) {
      const place = { file: files.display(join(folder, present[1]!)), line: 1 }
      throw new RingwallError('usage', `${present.join(' and ')} stand in the same folder`, { place, hint: 'keep one of them' })
    }
    if (present.length === 1) return { project: withEvidence(open(join(folder, present[0]!), files), folder, files), folder }
    if (folder === files.root || dirname(folder) === folder) return undefined
  }
}

/** What is attested of a channel does not count without its evidence. */
function withEvidence(project: Project, folder: string, files: Files): Project {
  const channels = project.channels.map((channel): DeclaredChannel => {
    const { attested } = channel
    const found = attested?.evidence === undefined ? undefined : evidenceIn(folder, attested.evidence, files)
    if (attested === undefined || found === undefined || !('why' in found)) return channel
    return { ...channel, attested: { ...attested, invalid: `its evidence ${attested.evidence ?? ''} ${found.why}` } }
  })
  return { ...project, channels }
}

function open(path: string, files: Files): Project {
  const file = files.display(path)
  const read = files.read(path)
  if (read.state !== 'text') throw new RingwallError('unreadable', `${file}: ${read.why}`)
  const { project, mistakes } = readProject(read.text, file)
  if (project !== undefined) return project
  const [first, ...more] = mistakes
  const rest = more.map(({ place, message }) => `\n  ${placeText(place)}: ${message}`).join('')
  throw new RingwallError('syntax', `${first!.message}${rest}`, {
    place: first!.place,
    hint: 'schema/ringwall.project.schema.json describes the project file; editors complete by it',
  })
}
