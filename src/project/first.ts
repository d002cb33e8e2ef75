import type { Deployment } from '../model/graph.ts'

/** A source as the first project file names it; paths are relative to that file. */
export type FirstSource =
  | { readonly kind: 'compose'; readonly files: readonly string[] }
  | { readonly kind: 'tree'; readonly host: string; readonly tree: string }
  | { readonly kind: 'files'; readonly folder: string }

export interface First {
  readonly name: string
  readonly sources: readonly FirstSource[]
  readonly deployments: readonly Deployment[]
  readonly guides: readonly string[]
}

/** The first project file of a folder: what was found, and what could not be guessed as comments to fill in. */
export function firstProject({ name, sources, deployments, guides }: First): string {
  const components = deployments.flatMap((deployment) => deployment.components.filter(({ input }) => input.form !== 'machine'))
  const unknown = components.filter(({ technology }) => technology === undefined)
  const unversioned = components.filter(({ technology, version }) => technology !== undefined && version === undefined)
  const outside = [
    ...new Set(deployments.flatMap(({ channels }) => channels.flatMap(({ to }) => (to.kind === 'external' ? [to.host] : [])))),
  ].toSorted()
  return [
    '# yaml-language-server: $schema=./node_modules/ringwall/schema/ringwall.project.schema.json',
    '# What belongs together, what is accepted for a time, and what somebody vouches for. Paths are relative to this file.',
    `name: ${quoted(name)}`,
    '',
    ...list('sources', sources.flatMap(sourceLines)),
    '',
    ...list(
      'guides',
      guides.map((guide) => `  - ${quoted(guide)}`),
    ),
    '',
    ...componentLines(
      unknown.map(({ id }) => id),
      unversioned.map(({ id, title }) => ({ id, title })),
    ),
    '',
    '# Who can reach whom, where no file tells:',
    '# zones:',
    '#   - name: data',
    '#     internal: true',
    '#     members: [db, cache]',
    ...(outside.length === 0
      ? []
      : [
          '',
          '# Called, and not among the files (name their addresses above when they are components of yours):',
          ...outside.map((host) => `#   ${comment(host)}`),
        ]),
    '',
    '# A finding that is accepted until a day, by somebody, for a reason:',
    '# waivers:',
    '#   - control: listener/plain-http',
    '#     subject: api:8080',
    '#     owner: somebody@example.com',
    '#     reason: the load balancer in front speaks TLS',
    '#     until: 2027-03-01',
    '',
  ].join('\n')
}

function list(key: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [`${key}: []`] : [`${key}:`, ...lines]
}

function sourceLines(source: FirstSource): readonly string[] {
  if (source.kind === 'compose') return [`  - compose: [${source.files.map(quoted).join(', ')}]`]
  if (source.kind === 'files') return [`  - files: ${quoted(source.folder)}`]
  return [`  - host: ${quoted(source.host)}`, `    tree: ${quoted(source.tree)}`, '    # addresses: [10.0.0.5]   # by which the others call it']
}

function componentLines(unknown: readonly string[], unversioned: readonly { readonly id: string; readonly title: string }[]): readonly string[] {
  if (unknown.length + unversioned.length === 0) return ['# Every component and its version is known.']
  return [
    '# What could not be guessed: take the # away and fill in.',
    '# components:',
    ...unknown.flatMap((id) => [`#   ${quoted(comment(id))}:`, '#     technology: ""']),
    ...unversioned.flatMap(({ id, title }) => [`#   ${quoted(comment(id))}:   # ${comment(title)}`, '#     version: ""']),
  ]
}

/** A text as YAML takes it for one, whatever is in it. */
function quoted(text: string): string {
  return /^[A-Za-z][\w./ -]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) && text === text.trim()
    ? text
    : JSON.stringify(text)
}

/** One line, whatever is in it. */
function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
}
