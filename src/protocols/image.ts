import type { Image } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { isAllHole, maskHoles, withoutHoles } from './holes.ts'

export { compareVersions } from './version.ts'

const dockerHub: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'])

/** Registries where the first path segment is an owner whom anybody can be. Elsewhere it is a folder of the operator's mirror. */
const sharedRegistries: ReadonlySet<string> = new Set([
  'ghcr.io',
  'quay.io',
  'public.ecr.aws',
  'gcr.io',
  'registry.gitlab.com',
  'docker.io',
  'mcr.microsoft.com',
  'registry.k8s.io',
  'k8s.gcr.io',
  'lscr.io',
  'docker.elastic.co',
  'nvcr.io',
  'registry.redhat.io',
  'registry.access.redhat.com',
  'container-registry.oracle.com',
  'codeberg.org',
  'us-docker.pkg.dev',
])

/** Owners that publish the same images under another name. */
const sameOwner: ReadonlyMap<string, string> = new Map([
  ['bitnamilegacy', 'bitnami'],
  ['bitnamisecure', 'bitnami'],
])

/** Reads an image reference as Docker does; holes stay where they are, and what stands in them separates nothing. */
export function parseImage(setting: Setting): Image {
  let rest = setting.value.trim()
  for (const transport of ['docker://', 'docker-image://', 'oci://']) if (rest.startsWith(transport)) rest = rest.slice(transport.length)
  let masked = maskHoles(rest)
  let digest: string | undefined
  const at = masked.indexOf('@')
  if (at !== -1) {
    digest = rest.slice(at + 1)
    rest = rest.slice(0, at)
    masked = masked.slice(0, at)
  }
  let tag: string | undefined
  const colon = masked.lastIndexOf(':')
  if (colon > masked.lastIndexOf('/')) {
    tag = rest.slice(colon + 1)
    rest = rest.slice(0, colon)
    masked = masked.slice(0, colon)
  }
  const { registry, repository } = splitRegistry(rest, masked)
  return {
    setting,
    repository,
    ...(registry === undefined ? {} : { registry }),
    ...(tag === undefined || tag === '' ? {} : { tag }),
    ...(digest === undefined || digest === '' ? {} : { digest }),
  }
}

/**
 * True when the image is one of `names`: `postgres` (the official one), `bitnami/postgresql` (that owner's), a `*` segment, then `pgbouncer`
 * (anybody's). A trailing `*` inside a segment matches any ending. Registries and mirrors in front make no difference.
 */
export function matchesImage(image: Image | undefined, names: readonly string[]): boolean {
  if (image === undefined) return false
  const path = pathOf(image)
  const last = path.at(-1)
  if (last === undefined) return false
  for (const name of names) {
    const wanted = wantedOf(name)
    // asked hundreds of times for every component: nearly all names part at the last segment
    if (matchesSegment(last, wanted.last) && matchesName(image, path, wanted.path)) return true
  }
  return false
}

/** Leading numbers of the tag: `15.4-alpine` gives `15.4`. Dates, names and hashes give nothing. */
export function versionOf(image: Image | undefined): string | undefined {
  if (image === undefined) return undefined
  const known = versions.get(image)
  if (known !== undefined) return known.version
  const version = numbersOf(image)
  versions.set(image, { version })
  return version
}

const versions = new WeakMap<Image, { readonly version: string | undefined }>()

function numbersOf(image: Image): string | undefined {
  let { tag } = image
  if (tag === undefined || tag.startsWith('RELEASE.')) return undefined
  const own = `${pathOf(image).at(-1) ?? ''}-`
  if (own.length > 1 && tag.toLowerCase().startsWith(own)) tag = tag.slice(own.length)
  const found = /^(?:(?:release|version|ver|rel|stable)[-_.]?)?v?(\d+(?:\.\d+)*)(.*)$/is.exec(tag)
  if (found === null) return undefined
  const number = found[1] ?? ''
  const after = found[2] ?? ''
  // a commit or a date, not a version
  if (!number.includes('.') && (number.length > 4 || /^[a-z]/i.test(after)) && !/^(?:rc|beta|alpha|a|b)\d*(?![a-z0-9])/i.test(after)) return undefined
  if (/^\d{4}-\d\d-\d\d/.test(tag)) return undefined
  return number
}

function splitRegistry(text: string, masked: string): { registry?: string; repository: string } {
  const slash = masked.indexOf('/')
  const first = slash === -1 ? '' : text.slice(0, slash)
  const plain = masked.slice(0, Math.max(slash, 0))
  const isRegistry = slash !== -1 && (/[.:]/.test(plain) || plain === 'localhost' || isAllHole(first))
  const registry = isRegistry && !dockerHub.has(first.toLowerCase()) ? first : undefined
  const path = isRegistry ? text.slice(slash + 1) : text
  const repository = registry === undefined && path.startsWith('library/') ? path.slice('library/'.length) : path
  return registry === undefined ? { repository } : { registry, repository }
}

/** Every technology asks about every image: the answer is made once. */
const paths = new WeakMap<Image, readonly string[]>()

/** Lower-case path segments, without holes: `${PREFIX}postgres` is still postgres. */
function pathOf(image: Image): readonly string[] {
  const known = paths.get(image)
  if (known !== undefined) return known
  const segments = withoutHoles(image.repository.toLowerCase())
    .split('/')
    .filter((segment) => segment !== '')
  const path = segments.map((segment) => sameOwner.get(segment) ?? segment)
  paths.set(image, path)
  return path
}

/** The names are the technologies' own, few and always the same. */
const wantedNames = new Map<string, Wanted>()

interface Wanted {
  /** Segments without the registry. */
  readonly path: readonly string[]
  readonly last: Segment
}

/** A segment, or what it starts with. */
interface Segment {
  readonly text: string
  readonly isPrefix: boolean
}

function wantedOf(name: string): Wanted {
  const known = wantedNames.get(name)
  if (known !== undefined) return known
  const segments = name.toLowerCase().split('/')
  const path = segments.length > 1 && /[.:]/.test(segments[0] ?? '') ? segments.slice(1) : segments
  const wanted = { path, last: segmentOf(path.at(-1) ?? '') }
  wantedNames.set(name, wanted)
  return wanted
}

function segmentOf(text: string): Segment {
  return text.endsWith('*') ? { text: text.slice(0, -1), isPrefix: true } : { text, isPrefix: false }
}

function matchesName(image: Image, path: readonly string[], wanted: readonly string[]): boolean {
  if (wanted[0] === '*') return wanted.length > 1 && endsWith(path, wanted.slice(1))
  if (!endsWith(path, wanted)) return false
  if (path.length === wanted.length || wanted.length > 1) return true
  // an official image behind a mirror: its folder is `library`, or the registry is the operator's own
  if (path[path.length - wanted.length - 1] === 'library') return true
  return image.registry !== undefined && !isShared(image.registry)
}

function isShared(registry: string): boolean {
  const name = registry.toLowerCase()
  return sharedRegistries.has(name) || name.endsWith('.pkg.dev') || name.endsWith('.gcr.io')
}

function endsWith(path: readonly string[], wanted: readonly string[]): boolean {
  const offset = path.length - wanted.length
  return offset >= 0 && wanted.every((segment, index) => matchesSegment(path[offset + index] ?? '', segmentOf(segment)))
}

function matchesSegment(segment: string, { text, isPrefix }: Segment): boolean {
  return isPrefix ? segment.startsWith(text) : segment === text
}
