import { resolve } from 'node:path'
import { stringify } from 'yaml'
import { inlineOf } from '../../guard/browser/csp/inline.ts'
import { proposed } from '../../guard/browser/csp/propose.ts'
import type { Seen } from '../../guard/browser/csp/seen.ts'
import { RingwallError } from '../../model/error.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { documentAt } from './document.ts'
import { ask } from './speak.ts'

type Options = Readonly<Record<string, unknown>>

/** `ringwall guard csp report`: what browsers reported, each kind once. */
export async function runCspReport(options: Options, io: Io): Promise<number> {
  for (const host of hostsOf(options, io)) {
    const all = await seenAt(host, options, io)
    io.stdout.write(`${host}\n`)
    for (const seen of all) {
      const { isEnforced, people, others, last, route } = seen
      const marks = [`${people} by people`, `${others} by others`, `last ${new Date(last).toISOString().slice(0, 10)}`]
      io.stdout.write(`  ${[isEnforced ? 'blocked' : 'seen', shown(seen), ...marks, ...(route === '' ? [] : [`on ${route}`])].join('  ')}\n`)
    }
    if (all.length === 0) io.stdout.write('  nothing was reported\n')
  }
  return exit.clean
}

/** `ringwall guard csp propose`: the least policy for what was seen; 1 where something of it stays open, or would be stopped. */
export async function runCspPropose(options: Options, io: Io): Promise<number> {
  const { sites } = documentAt(fileOf(options), io)
  const pages = (Array.isArray(options['page']) ? options['page'].map(String) : []).flatMap((page) =>
    inlineOf(boundedText(resolve(io.cwd, page), page)),
  )
  const wanted = hostsOf(options, io)
  let isStrict = true
  const policies: Record<string, unknown> = {}
  for (const { host, headers } of sites.filter((site) => wanted.includes(site.host))) {
    const all = await seenAt(host, options, io)
    const { policy, taken, remarks } = proposed(all, { frame: headers.frame, anyone: options['anyone'] === true, inline: pages })
    policies[host] = { headers: { 'policy-mode': 'enforce', policy } }
    for (const seen of taken) io.stderr.write(`${host}: taken in: ${shown(seen)}, ${seen.people} by people, ${seen.others} by others\n`)
    for (const { kind, seen, why } of remarks) io.stderr.write(`${host}: ${words[kind]}: ${shown(seen)}: ${why}\n`)
    if (remarks.some(({ kind }) => kind !== 'look')) isStrict = false
  }
  io.stdout.write(stringify({ sites: policies }, { lineWidth: 0 }))
  return isStrict ? exit.clean : exit.findings
}

const words = { 'left-out': 'would be stopped', weak: 'cannot be strict', look: 'look at' } as const

/** `ringwall guard csp forget`: begins anew, as after another version of the program. */
export async function runCspForget(options: Options, io: Io): Promise<number> {
  for (const host of hostsOf(options, io)) {
    const { forgotten } = (await ask(options, io, 'POST', `/reports/${encodeURIComponent(host)}/forget`, {})) as { readonly forgotten: number }
    io.stdout.write(`${host}: ${forgotten} forgotten\n`)
  }
  return exit.clean
}

/** Anybody may have written what stands in a report: only plain characters of it are shown as they are. */
function shown({ directive, source, sample }: Seen): string {
  const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [directive, plain(source), ...(sample === '' ? [] : [plain(JSON.stringify(sample))])].join(' ')
}

async function seenAt(host: string, options: Options, io: Io): Promise<readonly Seen[]> {
  return (await ask(options, io, 'GET', `/reports/${encodeURIComponent(host)}`)) as readonly Seen[]
}

function hostsOf(options: Options, io: Io): readonly string[] {
  const hosts = documentAt(fileOf(options), io).sites.map(({ host }) => host)
  const wanted = textOption(options['site'])
  if (wanted === undefined) return hosts
  if (!hosts.includes(wanted)) throw new RingwallError('usage', `--site ${wanted}: no site of this file`, { hint: hosts.join(', ') })
  return [wanted]
}

function fileOf(options: Options): string {
  return textOption(options['file']) ?? 'guard.yaml'
}
