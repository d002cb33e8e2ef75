import type { Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { Observation } from '../../model/observation.ts'
import type { WantSetting } from '../../model/want.ts'
import type { Block, Directive } from './directives.ts'
import { hostOf } from './directives.ts'
import type { ModuleNeeds } from './edit-modules.ts'
import { moduleNeeds, putHeader } from './edit-modules.ts'
import type { Deed, Sources } from './edit-text.ts'
import { at, changesFor, inFileOf, put, replace, set, sourcesOf } from './edit-text.ts'

interface Seen {
  readonly sources: Sources
  /** Directives that something is said of, with this name. */
  readonly directives: (name: string) => readonly Directive[]
  /** Sections in which something is missing. */
  readonly hosts: readonly Block[]
  readonly value: string
  readonly headers: ModuleNeeds
}

/** Settings of one concern: all places where they are not as they should be, at once. */
export function editSetting({ concern, key, value }: WantSetting, { input, observations }: Component): Edited {
  if (value === null) return { cannot: `${key} is not taken out here`, reason: 'no-remedy' }
  const sources = sourcesOf(input)
  const seen = observations.filter((each) => each.verdict === 'unsafe' && each.concern === concern && each.key === key)
  const way = concern === 'proxy-trust' && !own.has(key) ? emptied : ways[key]
  if (way === undefined) return { cannot: `how ${key} of Apache is changed is not known here`, reason: 'no-remedy' }
  const of = (from: Directive['from'], basis?: Observation['basis']): boolean =>
    seen.some(
      (each) =>
        (basis === undefined || each.basis === basis) &&
        each.trail.some(({ file, line }) => file === from.trail[0]?.file && line === from.trail[0].line),
    )
  const needs = moduleNeeds(sources, 'headers')
  const deeds = way({
    sources,
    headers: needs,
    value,
    directives: (name) => sources.all.filter((each) => each.name === name.toLowerCase() && of(each.from, 'configured')),
    hosts: [...new Set(sources.all.flatMap((each) => hostOf(each) ?? []))].filter(({ from }) => of(from, 'default')),
  })
  if (deeds.length === 0 && seen.length > 0) return { cannot: `${key} is decided in the image itself`, reason: 'not-in-files' }
  const isHeader = headers.has(key) || way === emptied
  return changesFor(sources, [...(isHeader ? needs.deeds : []), ...deeds], isHeader && !needs.isKnown ? [toEnable] : [])
}

const toEnable = 'which modules are loaded is not in the files: headers are set where mod_headers is (`a2enmod headers`)'

const own: ReadonlySet<string> = new Set(['X-Forwarded-Proto', 'X-Forwarded-For', 'RemoteIPHeader'])
const headers: ReadonlySet<string> = new Set(['Strict-Transport-Security', 'X-Forwarded-Proto', 'X-Forwarded-For'])

/** How each is written, by the key of what is said of it. */
const ways: Readonly<Record<string, (seen: Seen) => readonly Deed[]>> = {
  Options: ({ directives }) => directives('Options').map((each) => at(each, replace(each, withoutIndexes(each.args)))),
  ProxyRequests: everywhere('ProxyRequests'),
  TraceEnable: everywhere('TraceEnable'),
  ServerTokens: everywhere('ServerTokens'),
  ServerSignature: everywhere('ServerSignature'),
  SSLProtocol: everywhere('SSLProtocol'),
  SSLCompression: everywhere('SSLCompression'),
  SSLInsecureRenegotiation: everywhere('SSLInsecureRenegotiation'),
  // `SSLCipherSuite SSL list`: the word in front stays
  SSLCipherSuite: ({ directives, value }) =>
    directives('SSLCipherSuite').map((each) => at(each, replace(each, [...each.args.filter((word) => /^SSL$/i.test(word)), value]))),
  SetHandler: ({ directives }) => directives('SetHandler').map((each) => at(each, put('Require', 'local'))),
  'Strict-Transport-Security': ({ directives, hosts, value, headers: needs }) => [
    ...directives('Header').map((each) => at(each, replace(each, ['always', 'set', 'Strict-Transport-Security', value]))),
    ...hosts.map((host) => at(host, putHeader(needs, 'Header', 'always', 'set', 'Strict-Transport-Security', value))),
  ],
  'X-Forwarded-Proto': ({ hosts, value, headers: needs }) =>
    hosts.map((host) => at(host, putHeader(needs, 'RequestHeader', 'set', 'X-Forwarded-Proto', value))),
  'X-Forwarded-For': ({ sources, headers: needs }) => {
    const passing = sources.all.filter(
      ({ name, args }) => /^(?:proxypass(?:match)?|balancermember)$/.test(name) && args.some((word) => word.includes('://')),
    )
    const homes = new Set(passing.map((each) => hostOf(each)))
    return [...homes].map((host) =>
      host === undefined
        ? inFileOf(
            passing.find((each) => hostOf(each) === undefined)!,
            (text) => putHeader(needs, 'RequestHeader', 'unset', 'X-Forwarded-For')(text, []),
          )
        : at(host, putHeader(needs, 'RequestHeader', 'unset', 'X-Forwarded-For')),
    )
  },
}

/** A header by which programs are told who the user is: nobody outside gives it. */
function emptied({ sources, directives, headers: needs }: Seen): readonly Deed[] {
  return directives('RequestHeader').flatMap((each) => {
    const host = hostOf(each)
    const header = each.args[1] ?? ''
    const change = putHeader(needs, 'RequestHeader', 'unset', header)
    return sources.all.includes(each) ? [host === undefined ? inFileOf(each, (text) => change(text, [])) : at(host, change)] : []
  })
}

/** A directive at its value where it is written; where it is missing in its host, or in the main file. */
function everywhere(name: string): (seen: Seen) => readonly Deed[] {
  return ({ sources, directives, hosts, value }) => {
    const args = value.split(' ')
    const written = directives(name).map((each) => at(each, replace(each, args)))
    if (written.length > 0 || hosts.length > 0) return [...written, ...hosts.map((host) => at(host, set(name, ...args)))]
    const [first] = sources.main
    return first === undefined ? [] : [inFileOf(first, (text) => set(name, ...args)(text, []))]
  }
}

/** Words without a sign and words with one do not mix (core, "Options"). */
function withoutIndexes(args: readonly string[]): readonly string[] {
  if (args.some((word) => /^[+-]/.test(word))) return args.map((word) => (/^\+?(?:indexes|all)$/i.test(word) ? '-Indexes' : word))
  const left = args.flatMap((word) => (/^all$/i.test(word) ? ['FollowSymLinks', 'ExecCGI', 'Includes'] : /^indexes$/i.test(word) ? [] : [word]))
  return left.length === 0 ? ['None'] : left
}
