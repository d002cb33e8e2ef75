import type { SshLine } from '../../formats/ssh-config.ts'
import { parseSshConfig } from '../../formats/ssh-config.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import { isPattern, matchingPaths } from '../../settings/matching.ts'
import type { Connection, Criterion } from './match.ts'
import { criteriaOf, matches } from './match.ts'

/** A keyword with its words, and the Match lines around it. */
export interface Option {
  readonly keyword: string
  readonly args: readonly string[]
  /** The words as one text. */
  readonly value: Setting
  readonly when: readonly (readonly Criterion[])[]
}

export interface Configuration {
  readonly options: readonly Option[]
  readonly documents: readonly Document[]
}

const deepestInclude = 16

/** Keywords that only sshd knows: files that a wildcard brings in by chance have none of them. */
export const telling: RegExp =
  /^[ \t]*(?:PermitRootLogin|PasswordAuthentication|PubkeyAuthentication|KbdInteractiveAuthentication|ChallengeResponseAuthentication|AuthenticationMethods|Allow(?:Users|Groups|TcpForwarding|AgentForwarding)|Deny(?:Users|Groups)|ClientAlive(?:Interval|CountMax)|MaxAuthTries|MaxStartups|LoginGraceTime|X11Forwarding|PermitEmptyPasswords|AuthorizedKeysFile|Subsystem[ \t]+sftp|HostKey|UsePAM|StrictModes)[ \t=]/im

/** Other names of keywords (servconf.c of OpenSSH 9.2). */
const aliases: ReadonlyMap<string, string> = new Map([
  ['challengeresponseauthentication', 'kbdinteractiveauthentication'],
  ['skeyauthentication', 'kbdinteractiveauthentication'],
  ['keyboardinteractiveauthentication', 'kbdinteractiveauthentication'],
  ['dsaauthentication', 'pubkeyauthentication'],
  ['pubkeyacceptedkeytypes', 'pubkeyacceptedalgorithms'],
  ['hostbasedacceptedkeytypes', 'hostbasedacceptedalgorithms'],
  ['hostdsakey', 'hostkey'],
  ['keepalive', 'tcpkeepalive'],
])

/**
 * All lines that sshd reads, in its order: options of the command line, then the file with what it includes. An Include keeps the conditions
 * around it, and a Match inside of an included file ends with that file.
 */
export function readConfiguration(input: ComponentInput, gaps: Gap[]): Configuration {
  const words = commandLine(input)
  const options: Option[] = words.flatMap((word, index): readonly Option[] => {
    const next = words[index + 1]
    if (next === undefined || (word.value !== '-o' && word.value !== '-p')) return []
    const line = word.value === '-p' ? { keyword: 'port', args: [next.value] } : parseSshConfig(next.value).lines[0]
    return line === undefined ? [] : [{ keyword: known(line.keyword), args: line.args, value: withText(next, line.args.join(' ')), when: [] }]
  })
  const documents: Document[] = []
  const path = flag(words, ['-f'])?.value?.value ?? '/etc/ssh/sshd_config'
  const main = openDocument(input, path, gaps)
  if (main !== undefined) readDocument(main, [], 0)
  // the distributions' own file begins with this include
  else for (const each of matchingPaths(input, '/etc/ssh/sshd_config.d/*')) include(each, true, [], 0)
  return { options, documents }

  function readDocument(document: Document, around: readonly (readonly Criterion[])[], depth: number): void {
    documents.push(document)
    const { lines, problems } = parseSshConfig(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    let when = around
    for (const line of lines) {
      if (line.keyword === 'match') when = [...around, criteriaOf(line.args)]
      else if (line.keyword === 'include') included(line, document, when, depth)
      else options.push({ keyword: known(line.keyword), args: line.args, value: settingAt(document, line.args.join(' '), line.span), when })
    }
  }

  function included(line: SshLine, document: Document, when: readonly (readonly Criterion[])[], depth: number): void {
    if (depth >= deepestInclude) {
      gaps.push({ why: `includes are nested more than ${deepestInclude} deep`, place: placeAt(document, line.span) })
      return
    }
    for (const name of line.args) {
      const pattern = name.startsWith('/') ? name : `/etc/ssh/${name}`
      for (const each of isPattern(pattern) ? matchingPaths(input, pattern) : [pattern]) include(each, isPattern(pattern), when, depth + 1)
    }
  }

  function include(each: string, byChance: boolean, when: readonly (readonly Criterion[])[], depth: number): void {
    const document = openDocument(input, each, gaps)
    if (document !== undefined && (!byChance || input.declared === undefined || telling.test(document.text))) readDocument(document, when, depth)
  }
}

function known(keyword: string): string {
  return aliases.get(keyword) ?? keyword
}

/** Keywords whose lines add up; of all others the first counts. */
const lists = new Set([
  'port',
  'listenaddress',
  'hostkey',
  'acceptenv',
  'allowusers',
  'allowgroups',
  'denyusers',
  'denygroups',
  'subsystem',
  'setenv',
])

/**
 * What holds for a connection, or for all where none is given: lines outside of Match first, and over them those of the blocks that match,
 * the first of each keyword (servconf.c: parse_server_match_config).
 */
export function effective({ options }: Configuration, connection?: Connection): ReadonlyMap<string, readonly Option[]> {
  const everywhere = collect(options.filter(({ when }) => when.every((criteria) => criteria.length === 1 && criteria[0]?.kind === 'all')))
  if (connection === undefined) return everywhere
  const own = collect(options.filter(({ when }) => when.length > 0 && when.every((criteria) => matches(criteria, connection))))
  return new Map([...everywhere, ...own])
}

function collect(options: readonly Option[]): Map<string, readonly Option[]> {
  const found = new Map<string, readonly Option[]>()
  for (const option of options) {
    const before = found.get(option.keyword)
    if (before === undefined) found.set(option.keyword, [option])
    else if (lists.has(option.keyword)) found.set(option.keyword, [...before, option])
  }
  return found
}
