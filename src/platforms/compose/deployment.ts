import { dirname, join } from 'node:path'
import { scalarText } from '../../formats/node.ts'
import type { Place } from '../../model/place.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { Documents } from './document.ts'
import { topLevel } from './document.ts'
import { addGap, inputFile } from '../input.ts'
import type { Lookup, Variable } from './interpolate.ts'
import { loadLayers } from './load.ts'
import type { Session } from './model.ts'
import { inputOf, newSession } from './model.ts'
import type { Named } from './naming.ts'
import { readNetworks, readSecrets, readVolumes } from './resources.ts'
import { readServices } from './service.ts'
import { readEnv } from './variables.ts'

export interface Read {
  readonly deployment: DeploymentInput
  /** No file of it could be read. */
  readonly failed: boolean
}

/** Reads the files of one deployment and all that they lead to. */
export function readDeployment(named: Named, documents: Documents, envFiles: readonly string[] | undefined): Read {
  const session = newSession(documents)
  const base = dirname(named.paths[0] ?? '.')
  // the files stand first in the list of inputs, then what they use
  for (const path of named.paths) inputOf(session, path, 'compose')
  const lookup = projectVariables(base, named, envFiles, session)
  const model = loadLayers({ paths: named.paths, base, lookup, via: [], above: [] }, session)
  const components = readServices(model, session)
  const first = documents.files.display(named.paths[0] ?? '.')
  const deployment: DeploymentInput = {
    name: named.name,
    root: named.root,
    platform: 'compose',
    components,
    networks: readNetworks(model, components),
    volumes: readVolumes(model),
    secrets: readSecrets(model),
    at: model.at ?? { file: first, line: 1 },
    warnings: named.paths.flatMap((path) => warnings(path, documents)),
    // after everything else: reading notes the gaps
    inputs: [...session.inputs.values()].map(inputFile),
    ...(named.variantOf === undefined ? {} : { variantOf: named.variantOf }),
  }
  return { deployment, failed: components.length === 0 && named.paths.every((path) => session.inputs.get(path)?.status === 'failed') }
}

/** `.env` of the project directory, or the env files of the call. The environment of this process has no part in it. */
function projectVariables(base: string, named: Named, envFiles: readonly string[] | undefined, session: Session): Lookup {
  const variables = new Map<string, Variable>()
  const project: Variable = { value: named.project, trail: [], unresolved: [] }
  const lookup: Lookup = (name) => variables.get(name) ?? (name === 'COMPOSE_PROJECT_NAME' ? project : undefined)
  const { files } = session.documents
  const standard = join(base, '.env')
  const present = files.read(standard).state === 'missing' ? [] : [standard]
  for (const path of envFiles ?? present) {
    const input = inputOf(session, path, 'env')
    const reading = readEnv({ path, outer: lookup, via: [] }, files, input)
    for (const [name, variable] of reading.variables) {
      if (variable !== undefined) variables.set(name, variable)
    }
    if (files.read(path).state === 'folder') addGap(input, 'is a folder')
  }
  return lookup
}

const warning =
  /\b(?:not|never|n't)\b.{0,40}\bproduction\b|\bproduction\b.{0,20}\bnot\b|\b(?:local|development|testing|test|demo)\b.{0,12}\b(?:only|purposes?|use|deployment|environment)\b|\blocal (?:development|testing)\b|\bfor (?:local )?(?:development|testing|demo)\b|\bdo not use\b|\battention\b|\binsecure\b|\bnot (?:secure|safe)\b/i

/** Comments above the services that say the file is not meant for production. */
function warnings(path: string, documents: Documents): readonly { readonly text: string; readonly place: Place }[] {
  const document = documents.open(path)
  if (document.state !== 'read') return []
  const file = documents.files.display(path)
  return document.yaml.comments
    .filter((comment) => comment.text.length < 400 && warning.test(comment.text))
    .map((comment) => ({ text: comment.text, place: { file, line: comment.line } }))
}

/** The project's name as the file gives it, before variables. */
export function writtenName(paths: readonly string[], documents: Documents): string | undefined {
  return paths.flatMap((path) => topLevel(documents.open(path), 'name').flatMap((node) => scalarText(node) ?? [])).at(-1)
}
