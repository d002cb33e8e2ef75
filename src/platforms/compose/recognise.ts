import type { Entry, Node } from '../../formats/node.ts'
import { entriesOf, entryOf } from '../../formats/node.ts'

/** Names that Compose finds by itself, best first (compose-go v2.6, cli/options.go). */
export const standardNames: readonly string[] = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']

/** The name of the file that a template is rendered to; a name without such an ending is its own. */
export function renderedName(name: string): string {
  return name.replace(/\.(?:j2|jinja2?|erb|tmpl|tpl|gotmpl|template)$/i, '')
}

/** Names that say `compose`: they are read whatever they hold. */
export function isComposeName(name: string): boolean {
  return /^(?:docker[-_.]?|podman[-_.]?|container[-_.]?)?compose(?:[-_.].*)?\.ya?ml$/i.test(renderedName(name))
}

/** Names that may be Compose's, if the content is: `prod.compose.yml`, `stack.yml`, any other YAML file, and templates of them. */
export function isYamlName(name: string): boolean {
  return /\.ya?ml$/i.test(renderedName(name))
}

/** A cheap test before a file is parsed: it has a top-level `services` or `include`. */
export function mayBeCompose(text: string): boolean {
  return /^["']?(?:services|include)["']?[ \t]*:/m.test(text)
}

const topKeys: ReadonlySet<string> = new Set(['version', 'name', 'include', 'services', 'networks', 'volumes', 'secrets', 'configs', 'models'])

const serviceKeys: ReadonlySet<string> = new Set([
  'image',
  'build',
  'extends',
  'container_name',
  'ports',
  'volumes',
  'environment',
  'env_file',
  'depends_on',
  'restart',
  'command',
  'entrypoint',
  'networks',
  'deploy',
  'healthcheck',
  'profiles',
  'labels',
  'expose',
  'network_mode',
  'logging',
])

/** Tells Compose from others that have `services` too: GitLab, Symfony, Woodpecker, GitHub. */
export function isCompose(documents: readonly (Node | undefined)[]): boolean {
  const document = documents.find((node) => node !== undefined)
  if (document?.kind !== 'mapping') return false
  if (document.entries.some((entry) => !topKeys.has(entry.key) && !entry.key.startsWith('x-'))) return false
  const services = entryOf(document, 'services')?.value
  if (services === undefined) return entryOf(document, 'include')?.value.kind === 'sequence'
  const all = entriesOf(services)
  const known = all.filter(({ value }) => entriesOf(value).some((entry) => serviceKeys.has(entry.key)))
  return all.length > 0 && known.length * 2 >= all.length
}

/** Compose 1 had the services at the top of the file. */
export function firstServiceOfVersion1(document: Node): Entry | undefined {
  const all = entriesOf(document)
  if (all.some((entry) => topKeys.has(entry.key))) return undefined
  return all.find(({ value }) => entriesOf(value).some((entry) => entry.key === 'image' || entry.key === 'build'))
}
