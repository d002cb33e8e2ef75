import type { z } from 'zod'
import type { Node } from '../../formats/node.ts'
import { parseYaml } from '../../formats/yaml.ts'
import type { Place } from '../../model/place.ts'
import { comparePlaces } from '../../model/place.ts'
import type { Site } from '../model/site.ts'
import { listProblems } from '../egress/list.ts'
import { listOf } from '../egress/written.ts'
import type { AclState } from '../acl/types.ts'
import { subjectNamed } from '../rights/names.ts'
import { fileGrant, stateOf } from '../rights/written.ts'
import type { GuardFile } from './file.ts'
import { guardSchema } from './schema.ts'
import { siteOf } from './sites.ts'
import { nodeAt, valueOf } from './value.ts'

export interface Mistake {
  readonly place: Place
  readonly message: string
}

export interface GuardDocument {
  readonly file: string
  readonly settings: Omit<GuardFile, 'sites' | 'rights' | 'administrators'>
  /** The access lists as the file has them. */
  readonly rights: AclState
  readonly sites: readonly Site[]
}

export type ReadGuard = { readonly document: GuardDocument } | { readonly mistakes: readonly Mistake[] }

/** Reads `guard.yaml`: everything that is wrong with it, each with its line, or what it says. */
export function readGuard(file: string, source: string): ReadGuard {
  const { documents, problems } = parseYaml(source)
  if (problems.length > 0) return { mistakes: problems.map(({ line, message }) => ({ place: { file, line }, message })) }
  const [root, ...more] = documents
  if (root === undefined) return { mistakes: [{ place: { file, line: 1 }, message: 'the file is empty' }] }
  if (more.length > 0) return { mistakes: [{ place: { file, line: 1 }, message: 'one document, not several' }] }
  const result = guardSchema.safeParse(valueOf(root))
  if (!result.success) {
    const mistakes = result.error.issues.flatMap((issue) => mistakesOf(issue, root, file))
    return { mistakes: mistakes.toSorted((a, b) => comparePlaces(a.place, b.place)) }
  }
  const { sites, rights, administrators, ...settings } = result.data
  const lineOf = (...path: readonly PropertyKey[]): number => nodeAt(root, ['sites', ...path]).span.line
  const made = Object.entries(sites).map(([host, site]) =>
    siteOf(host, site, placeOfKey(root, ['sites'], host, file).line, (index) => lineOf(host, 'routes', index)),
  )
  const bare = made.filter(({ certificate }) => certificate === undefined && settings.tls.certificate === undefined)
  const grants = rights.map((right, index) => ({
    right: fileGrant(right, index, nodeAt(root, ['rights', index]).span.line),
    line: nodeAt(root, ['rights', index]).span.line,
  }))
  const wrong = [
    ...(settings.egress === undefined ? [] : listProblems(listOf(settings.egress), 0)).map((message) => ({
      place: placeOfKey(root, [], 'egress', file),
      message,
    })),
    ...grants.flatMap(({ right, line }) => ('problem' in right ? [{ place: { file, line }, message: right.problem }] : [])),
    ...made.flatMap(({ routes }) => doubled(routes, file)),
    ...(settings.scanner === undefined ? made.flatMap(({ routes }) => unscanned(routes, file)) : []),
    ...outside(made, settings.people.local?.domain).map((host) => ({
      place: placeOfKey(root, ['people', 'local'], 'domain', file),
      message: `people.local.domain: ${host} is not of it`,
    })),
    ...bare.map(({ host, line }) => ({
      place: { file, line },
      message: `sites.${host} has no certificate: "tls" of the site, or "tls.certificate" for all`,
    })),
  ]
  return wrong.length > 0
    ? { mistakes: wrong }
    : {
        document: {
          file,
          settings,
          sites: made,
          rights: stateOf(
            grants.flatMap(({ right }) => ('problem' in right ? [] : [right])),
            administrators.flatMap((name) => subjectNamed(name) ?? []),
          ),
        },
      }
}

function mistakesOf(issue: z.core.$ZodIssue, root: Node, file: string): readonly Mistake[] {
  const where = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      place: placeOfKey(root, [...issue.path], key, file),
      message: `${where === '' ? 'the file' : where} has no key "${key}"`,
    }))
  }
  if (issue.code === 'invalid_key') {
    return [
      {
        place: placeOfKey(root, issue.path.slice(0, -1), String(issue.path.at(-1)), file),
        message: `${where}: ${issue.issues[0]?.message ?? issue.message}`,
      },
    ]
  }
  if (issue.code === 'invalid_union') {
    const best = issue.errors.toSorted((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0] ?? []
    const texts = best[0]?.path.length === 0 ? issue.errors.map((one) => one[0]?.message) : [best[0]?.message]
    return [{ place: placeAt(root, [...issue.path, ...(best[0]?.path ?? [])], file), message: `${where}: ${[...new Set(texts)].join(', or ')}` }]
  }
  return [{ place: placeAt(root, issue.path, file), message: where === '' ? issue.message : `${where}: ${issue.message}` }]
}

function placeAt(root: Node, path: readonly PropertyKey[], file: string): Place {
  return { file, line: nodeAt(root, path).span.line }
}

function placeOfKey(root: Node, path: readonly PropertyKey[], key: string, file: string): Place {
  const node = nodeAt(root, path) as Node
  const entry = node.kind === 'mapping' ? node.entries.find((one) => one.key === key) : undefined
  return { file, line: (entry?.keySpan ?? node.span).line }
}

/** Routes whose bodies nobody would scan. */
function unscanned(routes: Site['routes'], file: string): readonly Mistake[] {
  return routes
    .filter(({ look }) => look !== undefined && look.scan !== 'none')
    .map(({ line }) => ({ place: { file, line }, message: 'who scans is not said: "scanner"' }))
}

/** Hosts that are not of a domain: a browser would not take a passkey of it there. */
function outside(sites: readonly Site[], domain: string | undefined): readonly string[] {
  if (domain === undefined) return []
  return sites.map(({ host }) => host).filter((host) => host !== domain && !host.endsWith(`.${domain}`))
}

/** Two routes of the same path: which one holds would depend on their order. */
function doubled(routes: Site['routes'], file: string): readonly Mistake[] {
  const seen = new Map<string, number>()
  return routes.flatMap((route) => {
    const key = JSON.stringify([route.segments.map((one) => one?.toLowerCase() ?? null), route.below])
    const first = seen.get(key)
    if (first === undefined) seen.set(key, route.line)
    return first === undefined
      ? []
      : [{ place: { file, line: route.line }, message: `the same path as the route in line ${first}: methods of one path stand in one route` }]
  })
}
