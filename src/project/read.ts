import type { Node } from '../formats/node.ts'
import { parseYaml } from '../formats/yaml.ts'
import type { Project } from '../model/project.ts'
import { readAttestation } from './attestations.ts'
import { readChannel } from './channels.ts'
import { readComponents, readZone } from './components.ts'
import type { Fields, Keys, Mistake, Reading } from './fields.ts'
import { fieldsOf, items, placeOf, text, textOf } from './fields.ts'
import { readSource } from './sources.ts'
import { readWaiver } from './waivers.ts'

export type ProjectRead =
  | { readonly project: Project; readonly mistakes?: undefined }
  /** In the order of the file; never empty. */
  | { readonly project?: undefined; readonly mistakes: readonly Mistake[] }

const keys: Keys = {
  name: false,
  sources: false,
  components: false,
  channels: false,
  zones: false,
  guides: false,
  waivers: false,
  attestations: false,
}

/** Reads a project file (schema/ringwall.project.schema.json). Anything that is wrong refuses the whole file. */
export function readProject(written: string, file: string): ProjectRead {
  const { documents, problems } = parseYaml(written)
  const mistakes: Mistake[] = problems.map(({ line, message }) => ({ place: { file, line }, message }))
  const reading: Reading = { file, mistakes }
  const [node, ...more] = documents.filter((document) => document !== undefined)
  if (node === undefined && mistakes.length === 0) mistakes.push({ place: { file, line: 1 }, message: 'the project file is empty' })
  for (const other of more) mistakes.push({ place: placeOf(reading, other), message: 'a project file has one document' })
  const fields = node === undefined ? undefined : fieldsOf(node, 'the project file', keys, reading)
  const project = fields === undefined ? undefined : projectOf(fields)
  if (project !== undefined && mistakes.length === 0) return { project }
  return { mistakes: mistakes.toSorted((one, other) => one.place.line - other.place.line) }
}

function projectOf(fields: Fields): Project {
  const { reading } = fields
  const name = text(fields, 'name')
  function each<T>(key: string, read: (node: Node, reading: Reading) => T | undefined): readonly T[] {
    return items(fields, key).flatMap((node) => read(node, reading) ?? [])
  }
  return {
    file: reading.file,
    ...(name === undefined ? {} : { name }),
    sources: each('sources', readSource),
    components: readComponents(fields),
    channels: each('channels', readChannel),
    zones: each('zones', readZone),
    guides: each('guides', (node) => {
      const guide = textOf(node, 'an entry of "guides"', reading)
      return guide === undefined ? undefined : { name: guide, at: placeOf(reading, node) }
    }),
    waivers: each('waivers', readWaiver),
    attestations: each('attestations', readAttestation),
  }
}
