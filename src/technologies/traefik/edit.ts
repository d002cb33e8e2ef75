import { tomlEdits } from '../../formats/edits/toml.ts'
import { yamlEdits } from '../../formats/edits/yaml.ts'
import { entriesOf } from '../../formats/node.ts'
import type { Edited, EditTechnology } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { staticFile } from './options.ts'

const editClient = clientEdit({})

/** Where Traefik 2 and 3 ask the container engine: in the one source that their static configuration comes from. */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'engine' ? askAt(`tcp://127.0.0.1:${want.port}`, component.input) : editClient(want, component, deployment)

function askAt(endpoint: string, input: ComponentInput): Edited {
  const file = staticFile(input, [])
  if (file !== undefined) {
    // names are the same in capitals and in small letters
    const named = (name: string, node = file.root) => entriesOf(node).find(({ key }) => key.toLowerCase() === name)
    const providers = named('providers')
    const docker = named('docker', providers?.value)
    if (providers === undefined || docker === undefined) return { cannot: 'it has no provider docker', reason: 'not-in-files' }
    const path = [providers.key, docker.key, named('endpoint', docker.value)?.key ?? 'endpoint']
    const editor = file.document.path.endsWith('.toml') ? tomlEdits : yamlEdits()
    return { changes: [{ kind: 'edit', path: file.document.path, edit: (text) => editor.set(text, path, endpoint) }] }
  }
  const words = (input.command ?? []).map(({ value }) => value)
  const isOption = /^--?providers\.docker\.endpoint(?:=|$)/i
  if (words.some((word) => isOption.test(word) && !word.includes('='))) return { cannot: 'its endpoint stands in two words', reason: 'needs-person' }
  if (words.some((word) => /^--?providers\.docker\b/i.test(word)))
    return { changes: [{ kind: 'command', words: [...words.filter((word) => !isOption.test(word)), `--providers.docker.endpoint=${endpoint}`] }] }
  if ([...input.env.keys()].some((name) => name.startsWith('TRAEFIK_PROVIDERS_DOCKER')))
    return { changes: [{ kind: 'variable', name: 'TRAEFIK_PROVIDERS_DOCKER_ENDPOINT', value: endpoint }] }
  return { cannot: 'where its provider docker is written is not known', reason: 'not-in-files' }
}
