import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { openDocument } from '../../settings/documents.ts'
import { merged } from '../../settings/merged.ts'
import { listedUsers } from './accounts.ts'
import { mediates } from './engine-socket.ts'
import { forwardingObservations } from './forwarding.ts'
import { accounts, isPage, listeners, statistics } from './listeners.ts'
import { tlsObservations } from './policy.ts'
import type { Section } from './sections.ts'
import { lineOf, sectionsOf } from './sections.ts'
import { servers } from './servers.ts'
import { socketObservations } from './sockets.ts'

const usual = ['/usr/local/etc/haproxy/haproxy.cfg', '/etc/haproxy/haproxy.cfg', '/bitnami/haproxy/conf/haproxy.cfg']

/** HAProxy 1.8 to 3.1. The image has no configuration of its own. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const documents = filesOf(input).flatMap((path) => openDocument(input, path, gaps) ?? [])
  const sections = sectionsOf(input, documents, gaps)
  const image = { runsAs: 'user', healthcheck: false } as const
  if (sections.length === 0) {
    gaps.push({ why: `${input.id}: what HAProxy serves is not known: no configuration is mounted, and the image has none`, place: input.at })
    return { image, gaps }
  }
  const fronts = sections.filter(({ kind }) => kind === 'frontend' || kind === 'listen')
  const backs = sections.filter(({ kind }) => kind === 'backend' || kind === 'listen')
  const globals = sections.flatMap(({ kind, lines }) => (kind === 'global' ? lines : []))
  return {
    listeners: fronts.flatMap((section) => listeners(section, sections)),
    connections: backs.flatMap((section) => servers(section, sections)),
    accounts: [...fronts.flatMap(accounts), ...listedUsers(sections)],
    observations: merged([
      ...fronts.flatMap(openStatistics),
      ...backs.filter(({ kind }) => kind === 'backend').flatMap(openStatistics),
      ...socketObservations(sections),
      ...fronts.flatMap((section) => [...tlsObservations(section, globals, backs), ...forwardingObservations(section, backs)]),
    ]),
    image: mediates(sections) ? { ...image, mediatesControlSocket: true } : image,
    gaps,
  }
}

/** Every -f counts; a folder is read in the order of its names. */
export function filesOf(input: ComponentInput): readonly string[] {
  const words = commandLine(input).map(({ value }) => value)
  const named = words.flatMap((word, index) => (word === '-f' || word === '--' ? (words[index + 1] ?? []) : []))
  const paths = named.length === 0 ? usual : named
  return paths.flatMap((path) => {
    const inside = input
      .list(path)
      .filter((name) => name.endsWith('.cfg'))
      .toSorted()
    return inside.length === 0 ? [path] : inside.map((name) => `${path.replace(/\/$/, '')}/${name}`)
  })
}

/** Statistics beside the application, on the same port. A section that serves nothing else is a listener of its own. */
function openStatistics(section: Section): readonly Observation[] {
  const line = statistics(section)
  if (line === undefined || isPage(section) !== (section.kind === 'backend') || lineOf(section, 'stats', 'auth') !== undefined) return []
  if (section.lines.some(({ words }) => words.includes('auth'))) return []
  const changes = section.lines.find(({ words }) => words[0] === 'stats' && words[1] === 'admin')
  return [
    {
      concern: changes === undefined ? 'anonymous-access' : 'remote-management',
      key: 'stats',
      verdict: 'unsafe',
      trail: (changes ?? line).from.trail,
      basis: 'configured',
      message: `the statistics of HAProxy have no login${changes === undefined ? ': they show every server and its state' : ': whoever reaches them switches servers off'}`,
      actual: 'stats without stats auth',
      expected: 'stats auth, or a port of its own on loopback',
      fix: 'write stats auth with a user and a password, or remove stats',
      stake: changes === undefined ? 'hygiene' : 'availability',
    },
  ]
}
