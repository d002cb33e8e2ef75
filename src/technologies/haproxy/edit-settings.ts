import type { Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { Observation } from '../../model/observation.ts'
import type { WantSetting } from '../../model/want.ts'
import type { Deed, Sources } from './edit-text.ts'
import { added, changesFor, rewritten, sourcesOf } from './edit-text.ts'
import type { Line, Section } from './sections.ts'
import { lineOf } from './sections.ts'

type Way = (seen: Seen) => readonly Deed[] | Extract<Edited, { readonly cannot: string }>

interface Seen {
  readonly sources: Sources
  readonly key: string
  readonly value: string
  /** Sections in which something stands, or is missing, that something is said of. */
  readonly homes: (basis: Observation['basis']) => readonly Section[]
  /** The lines of which something is said, with their sections. */
  readonly lines: () => readonly { readonly section: Section; readonly line: Line }[]
}

/** Settings of one concern: all places where they are not as they should be, at once (manual 2.6). */
export function editSetting({ concern, key, value }: WantSetting, { input, observations }: Component): Edited {
  if (value === null) return { cannot: `${key} is not taken out here`, reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const seen = observations.filter((each) => each.verdict === 'unsafe' && each.concern === concern && each.key === key)
  const way = ways[key] ?? (concern === 'proxy-trust' ? emptied : undefined)
  if (way === undefined) return { cannot: `how ${key} of HAProxy is changed is not known here`, reason: 'no-remedy' }
  const isSeen = (line: Line, basis?: Observation['basis']): boolean =>
    seen.some(
      (each) =>
        (basis === undefined || each.basis === basis) &&
        each.trail.some(({ file, line: number }) => file === line.from.trail[0]?.file && number === line.from.trail[0].line),
    )
  const deeds = way({
    sources,
    key,
    value,
    homes: (basis) => sources.sections.filter(({ head, lines }) => [head, ...lines].some((line) => isSeen(line, basis))),
    lines: () => sources.sections.flatMap((section) => section.lines.flatMap((line) => (isSeen(line, 'configured') ? [{ section, line }] : []))),
  })
  return 'cannot' in deeds ? deeds : changesFor(sources, deeds, notes[key])
}

const notes: Readonly<Record<string, readonly string[]>> = {
  'option forwardfor': [
    'the program behind sees the address that HAProxy sees: where another proxy stands in front, let HAProxy take it from that one alone',
  ],
}

/** How each is written, by the key of what is said of it. */
const ways: Readonly<Record<string, Way>> = {
  'ssl-min-ver': ({ lines, value }) =>
    lines().map(({ section, line }) => rewritten(section, line, [...withoutVersions(line.words), 'ssl-min-ver', value])),
  ciphers: ({ lines, value }) =>
    lines().map(({ section, line }) => {
      const at = line.words[0] === 'ssl-default-bind-ciphers' ? 1 : line.words.lastIndexOf('ciphers') + 1
      return rewritten(section, line, line.words.with(at, value))
    }),
  'Strict-Transport-Security': ({ homes, lines, value }) => [
    ...lines().map(({ section, line }) =>
      rewritten(section, line, ['http-response', 'set-header', 'Strict-Transport-Security', value, ...condition(line)]),
    ),
    // browsers heed it by TLS alone, and no other client should see it (RFC 6797, 7.2)
    ...homes('default').map((section) =>
      added(section, ['http-response', 'set-header', 'Strict-Transport-Security', value, 'if', '{', 'ssl_fc', '}']),
    ),
  ],
  'option forwardfor': ({ sources, homes }) => {
    const isAsked = sources.sections.some(({ lines }) => lines.some(({ words }) => words.some((word) => /hdr(?:_ip)?\(x-forwarded-for/i.test(word))))
    if (isAsked) return { cannot: 'rules of HAProxy ask X-Forwarded-For themselves: it would be gone for them', reason: 'would-break' }
    const fronts = homes('default').concat(homes('configured').flatMap((section) => frontsOf(section, sources)))
    return [...new Set(fronts)].map((section) =>
      added(
        section,
        lineOf(section, 'option', 'forwardfor') === undefined
          ? ['http-request', 'set-header', 'X-Forwarded-For', '%[src]']
          : ['http-request', 'del-header', 'X-Forwarded-For'],
        ([name]) => name === 'http-request',
      ),
    )
  },
  'X-Forwarded-Proto': ({ homes }) =>
    homes('default').flatMap((section) => [
      added(section, ['http-request', 'set-header', 'X-Forwarded-Proto', 'https', 'if', '{', 'ssl_fc', '}']),
      added(section, ['http-request', 'set-header', 'X-Forwarded-Proto', 'http', 'if', '!{', 'ssl_fc', '}']),
    ]),
  'timeout client': ({ sources, homes }) =>
    homes('default').flatMap((section) => [
      added(section, ['timeout', 'client', '1m']),
      // a WebSocket may be silent for longer
      ...backsOf(section, sources).flatMap((back) =>
        lineOf(back, 'timeout', 'tunnel') === undefined ? [added(back, ['timeout', 'tunnel', '1h'])] : [],
      ),
    ]),
  'stats socket': ({ lines }) =>
    lines().map(({ section, line }) => rewritten(section, line, line.words.with(line.words.lastIndexOf('mode') + 1, '660'))),
}

/** A header by which programs are told who the user is: nobody outside gives it. */
function emptied({ key, lines }: Seen): readonly Deed[] {
  return lines().map(({ section }) =>
    added(section, ['http-request', 'del-header', key], (words) => words[0] === 'http-request' && words[2]?.toLowerCase() === key.toLowerCase()),
  )
}

/** What says which versions are spoken, but for what leaves out more. */
function withoutVersions(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const before = words[index - 1] ?? ''
    return !/^(?:ssl-(?:min|max)-ver|force-(?:sslv3|tlsv1\d))$/.test(word) && before !== 'ssl-min-ver' && before !== 'ssl-max-ver'
  })
}

function condition({ words }: Line): readonly string[] {
  const at = words.findIndex((word) => word === 'if' || word === 'unless')
  return at === -1 ? [] : words.slice(at)
}

/** Frontends in which something is in force that stands in this section. */
function frontsOf(section: Section, { sections }: Sources): readonly Section[] {
  if (section.kind === 'frontend' || section.kind === 'listen') return [section]
  const [line] = section.lines
  return sections.filter(
    (each) =>
      (each.kind === 'frontend' || each.kind === 'listen') &&
      (section.kind === 'defaults' ? line !== undefined && each.defaults.includes(line) : backendsOf(each).includes(section.name)),
  )
}

function backsOf(front: Section, { sections }: Sources): readonly Section[] {
  const used = new Set(backendsOf(front))
  return front.kind === 'listen' ? [front] : sections.filter(({ kind, name }) => kind === 'backend' && used.has(name))
}

function backendsOf({ defaults, lines }: Section): readonly string[] {
  return [...defaults, ...lines].flatMap(({ words }) => (/^(?:default|use)_backend$/.test(words[0] ?? '') ? [words[1] ?? ''] : []))
}
