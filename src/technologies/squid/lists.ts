import { parseSquidList } from '../../formats/squid-conf.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Observation } from '../../model/technology.ts'
import type { EntryFault } from '../../protocols/allow-entry.ts'
import { judgeAllowEntry } from '../../protocols/allow-entry.ts'
import { openDocument } from '../../settings/documents.ts'
import type { Rule } from './access.ts'
import type { Acl, AclValue } from './acl.ts'

/** Judges the hosts that the rules let through: lists of the ACLs, and lists beside squid.conf where a named one is not here. */
export function judgeLists(rules: readonly Rule[], acls: ReadonlyMap<string, Acl>, input: ComponentInput): readonly Observation[] {
  const named = new Set(rules.flatMap((rule) => rule.acls.filter(({ negated }) => negated !== rule.allows).map(({ name }) => name)))
  const used = [...acls.values()].filter(({ name, trail }) => named.has(name) && trail.length > 0)
  const domains = used.filter(({ type }) => type === 'dstdomain')
  const absent = domains.some(({ missing }) => missing !== undefined)
  const values = [...domains.flatMap(({ lines }) => lines.flat()), ...(absent || rules.length === 0 ? looseLists(input) : [])]
  return [
    ...judgeValues(values.filter(({ text }) => text !== '-n')),
    ...judgePatterns(used.filter(({ type }) => type === 'dstdom_regex' || type === 'url_regex')),
  ]
}

/** Lists whose names say that they permit. */
function looseLists(input: ComponentInput): readonly AclValue[] {
  return input
    .list('/etc/squid')
    .filter((name) => /(?:white|allow|permit)[\w.-]*\.(?:txt|acl|list)$/i.test(name) && !/old|bak/i.test(name))
    .toSorted()
    .flatMap((name) => {
      const document = openDocument(input, `/etc/squid/${name}`, [])
      return document === undefined
        ? []
        : parseSquidList(document.text).map(({ value, line }) => ({ text: value, trail: [{ file: document.file, line }] }))
    })
}

const kinds: Readonly<Record<EntryFault['kind'], { readonly stake: Observation['stake']; readonly says: string; readonly fix: string }>> = {
  everything: { stake: 'defence', says: 'let every host through', fix: 'remove the entry' },
  'carries-away': { stake: 'data', says: 'take data from anybody, and so carry it away', fix: 'remove the entries' },
  shared: {
    stake: 'defence',
    says: 'hold servers and files of everybody who has an account there, so that data can be carried away to them',
    fix: 'name the hosts that are needed, one by one: a bucket, an API, a repository',
  },
  'top-level': { stake: 'defence', says: 'let whole top-level domains through', fix: 'name the hosts that are needed' },
  'many-services': {
    stake: 'defence',
    says: 'let all services of a firm through, also those that keep what anybody sends',
    fix: 'name the hosts that are needed, such as its API',
  },
  malformed: { stake: 'hygiene', says: 'never match, because no host name has their form', fix: 'write the host name alone' },
}

function judgeValues(values: readonly AclValue[]): readonly Observation[] {
  const faults = new Map<EntryFault['kind'], AclValue[]>()
  for (const value of values) {
    const kind = judgeAllowEntry(value.text)?.kind
    if (kind !== undefined) faults.set(kind, [...(faults.get(kind) ?? []), value])
  }
  const found = [...faults].map(([kind, bad]): Observation => {
    const { stake, says, fix } = kinds[kind]
    const shown = bad.map(({ text }) => text).filter((text) => /^[\w.*:-]{1,80}$/.test(text))
    return {
      concern: 'allow-list',
      key: `dstdomain ${kind}`,
      verdict: 'unsafe',
      basis: 'configured',
      stake,
      trail: firstPlaces(bad),
      message: `${bad.length === 1 ? 'an entry' : `${bad.length} entries`} of the list of permitted hosts ${bad.length === 1 ? inSingular(says) : says}`,
      actual: shown.slice(0, 8).join(', ') + (shown.length > 8 ? ', ...' : ''),
      expected: 'hosts that are needed, by name',
      fix,
    }
  })
  if (found.length > 0 || values.length === 0) return found
  return [{ ...fine, key: 'dstdomain', trail: values[0]!.trail.slice(0, 1) }]
}

function inSingular(text: string): string {
  return text
    .replace(/^(\w+)/, '$1s')
    .replace('nevers match', 'never matches')
    .replace('whole top-level domains', 'a whole top-level domain')
    .replace('so carry it', 'so carries it')
    .replace('their form', 'its form')
    .replace('to them', 'to it')
}

const fine: Omit<Observation, 'key' | 'trail'> = {
  concern: 'allow-list',
  verdict: 'safe',
  basis: 'configured',
  stake: 'defence',
  message: 'permitted hosts are named',
  actual: 'named',
  expected: 'hosts that are needed, by name',
  fix: 'nothing',
}

/** An expression without `^` and `$` fits names and addresses of strangers that merely hold the text. */
function judgePatterns(acls: readonly Acl[]): readonly Observation[] {
  const loose = acls.flatMap(({ type, lines }) =>
    lines.flat().filter(({ text }) => {
      if (/^[-+][in]$/.test(text)) return false
      if (type === 'url_regex') return !/^\^\(?\w+.*[a-z0-9\])](?::\d+)?(?:\/|\\\/|\(\/)/i.test(text)
      return !text.endsWith('$') || !/^(?:\^|\\\.|\(\^\|\\\.\))/.test(text)
    }),
  )
  if (loose.length === 0) return []
  return [
    {
      concern: 'allow-list',
      key: 'regex',
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'defence',
      trail: firstPlaces(loose),
      message: 'an expression of the list of permitted hosts is not tied to the whole name: hosts of strangers that hold the text are let through',
      actual: 'an expression without ^ or $',
      expected: 'dstdomain, or an expression from ^ to the end of the host',
      fix: 'use an ACL of type dstdomain with the names',
    },
  ]
}

function firstPlaces(values: readonly AclValue[]): readonly Place[] {
  return values.flatMap(({ trail }) => trail.slice(0, 1)).slice(0, 64)
}
