import type { Observation, Remark } from '../../model/technology.ts'
import { intermediate } from '../../protocols/tls-guideline/openssl.ts'
import { missing, written } from './observation.ts'
import type { Line, Section } from './sections.ts'
import { after, lineOf } from './sections.ts'

const protocols: Remark = {
  concern: 'tls-policy',
  key: 'ssl-min-ver',
  stake: 'traffic',
  expected: 'ssl-min-ver TLSv1.2',
  fix: 'write ssl-default-bind-options ssl-min-ver TLSv1.2 in the global section',
  want: 'TLSv1.2',
}
const ciphers: Remark = {
  concern: 'tls-policy',
  key: 'ciphers',
  stake: 'traffic',
  expected: 'forward-secret AEAD suites',
  fix: 'leave ciphers out, or list ECDHE suites with GCM or CHACHA20 alone',
  want: intermediate.ciphers.join(':'),
}
const transport: Remark = {
  concern: 'security-headers',
  key: 'Strict-Transport-Security',
  stake: 'defence',
  expected: 'http-response set-header Strict-Transport-Security "max-age=63072000"',
  fix: 'write http-response set-header Strict-Transport-Security "max-age=63072000" in the frontend',
  want: 'max-age=63072000',
}
const clients: Remark = {
  concern: 'client-certificate',
  key: 'verify',
  stake: 'hygiene',
  expected: 'verify required',
  fix: 'write verify required on the bind line',
}

/**
 * The oldest version that a bind line offers: ssl-min-ver, else TLSv1.2 (HAProxy 2.2 and later) or what ssl-max-ver leaves. `no-tlsv12` and
 * the like count only beside neither of them (tried with 2.6.12).
 */
export function oldest(words: readonly string[]): string {
  let [least, most]: [string | undefined, string | undefined] = [undefined, undefined]
  for (const [index, word] of words.entries()) {
    const forced = /^force-tlsv1([0-3])$/.exec(word)?.[1]
    if (forced !== undefined) least = most = `TLSv1.${forced}`
    else if (word === 'ssl-min-ver') least = words[index + 1] ?? least
    else if (word === 'ssl-max-ver') most = words[index + 1] ?? most
  }
  if (least !== undefined) return least
  if (most !== undefined) return age(most) < age('TLSv1.2') ? most : 'TLSv1.2'
  return words.includes('no-tlsv12') ? 'TLSv1.3' : 'TLSv1.2'
}

function age(version: string): number {
  return ['SSLv3', 'TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].indexOf(version)
}

/** TLS of a frontend: the words of its bind lines behind those of ssl-default-bind-options. */
export function tlsObservations(section: Section, globals: readonly Line[], backends: readonly Section[]): readonly Observation[] {
  const usual = globals.filter(({ words }) => words[0] === 'ssl-default-bind-options')
  const suites = globals.findLast(({ words }) => words[0] === 'ssl-default-bind-ciphers')
  const binds = section.lines.filter(({ words }) => words[0] === 'bind' && words.includes('ssl'))
  return [
    ...binds.flatMap((bind) => [
      ...versionsOf(bind, usual),
      ...weakCiphers(after(bind, 'ciphers') === undefined ? suites : bind, after(bind, 'ciphers') ?? suites?.words[1] ?? ''),
      ...asked(bind),
    ]),
    ...(binds[0] !== undefined && lineOf(section, 'mode')?.words[1] === 'http' ? [hsts(section, binds[0], backends)] : []),
  ]
}

function versionsOf(bind: Line, usual: readonly Line[]): readonly Observation[] {
  const own = bind.words.some((word) => word === 'ssl-min-ver' || word === 'ssl-max-ver' || /^force-(?:ssl|tls)v/.test(word))
  const least = oldest([...usual.flatMap(({ words }) => words), ...bind.words])
  const decides = own ? bind : (usual.at(-1) ?? bind)
  const isOld = age(least) < age('TLSv1.2')
  if (isOld) return [written(protocols, 'unsafe', decides, `${least} is offered although it is broken`, `ssl-min-ver ${least}`)]
  return decides === bind && !own ? [] : [written(protocols, 'safe', decides, 'only current versions of TLS are offered', `ssl-min-ver ${least}`)]
}

function weakCiphers(at: Line | undefined, list: string): readonly Observation[] {
  const weak = list.split(/[:, ]/).filter((name) => !/^[!-]/.test(name) && /RC4|DES|NULL|EXP|MD5|^\+?LOW|^(?:ALL|aNULL|eNULL|ADH)$/i.test(name))
  if (at === undefined || weak.length === 0) return []
  return [written(ciphers, 'unsafe', at, `weak cipher suites are offered: ${weak.join(', ')}`, weak.join(':'))]
}

function asked(bind: Line): readonly Observation[] {
  if (after(bind, 'verify') === 'optional')
    return [written(clients, 'unsafe', bind, 'a client without a certificate is let in as well', 'verify optional')]
  return []
}

/** Also a backend may set it, where all that the frontend uses do. */
function hsts(section: Section, bind: Line, backends: readonly Section[]): Observation {
  const header = headerLine(section)
  const used = [...section.defaults, ...section.lines].flatMap(({ words }) =>
    /^(?:default|use)_backend$/.test(words[0] ?? '') ? [words[1] ?? ''] : [],
  )
  const each = used.map((name) => backends.filter((one) => one.name === name).map(headerLine)[0])
  const found = header ?? (used.length > 0 && !each.includes(undefined) ? each[0] : undefined)
  if (found === undefined) {
    const message = `the TLS frontend ${section.name} sends no Strict-Transport-Security: a browser's first plain request can be taken over`
    return missing(transport, 'unsafe', bind, message, 'not sent')
  }
  const age = Number(/max-age=(\d{1,12})/i.exec(found.words.join(' '))?.[1] ?? 0)
  if (age < 15_768_000) return written(transport, 'unsafe', found, 'Strict-Transport-Security lasts less than half a year', `max-age=${age}`)
  return written(transport, 'safe', found, 'browsers are told to use TLS only', `max-age=${age}`)
}

function headerLine({ lines, defaults }: Section): Line | undefined {
  const sets = ({ words }: Line): boolean =>
    /^(?:http-response|http-after-response)$/.test(words[0] ?? '') &&
    /^(?:set|add)-header$/.test(words[1] ?? '') &&
    words[2]?.toLowerCase() === 'strict-transport-security'
  return lines.findLast(sets) ?? defaults.findLast(sets)
}
