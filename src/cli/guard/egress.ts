import { lookup } from 'node:dns/promises'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { stringify } from 'yaml'
import type { EgressFile } from '../../guard/document/egress.ts'
import type { EgressEvent } from '../../guard/egress/events.ts'
import { learned, usageOf } from '../../guard/egress/learn.ts'
import { nftTable } from '../../guard/egress/nftables.ts'
import { squidRules } from '../../guard/egress/squid.ts'
import { listOf, sourcesOf } from '../../guard/egress/written.ts'
import { RingwallError } from '../../model/error.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { documentAt } from './document.ts'

type Options = Readonly<Record<string, unknown>>

/** `ringwall guard egress learn`: the least entries that permit what was reached and is not permitted yet. */
export function runEgressLearn(options: Options, io: Io): number {
  const settings = egressOf(options, io)
  const entries = learned(eventsOf(settings, io))
  io.stdout.write(entries.length === 0 ? '# nothing was reached that no entry permits\n' : stringify({ entries }))
  return exit.clean
}

/** `ringwall guard egress report`: how each entry was used; 1 where one never was, or an exception has ended. */
export function runEgressReport(options: Options, io: Io): number {
  const settings = egressOf(options, io)
  const usage = usageOf(listOf(settings), eventsOf(settings, io), Date.now())
  for (const { entry, owner, times, last, tls, clear, scanned, unclean, unusedRoles, unusedPorts, hasEnded } of usage) {
    const marks = [
      times === 0 ? 'never used' : `${times} times, last ${new Date(last ?? 0).toISOString().slice(0, 10)}`,
      ...(tls > 0 ? [`not scannable: ${tls} within TLS`] : []),
      ...(clear > 0 ? [`not scanned: ${clear} in the clear`] : []),
      ...(scanned > 0 ? [`scanned: ${scanned}`] : []),
      ...(unclean > 0 ? [`refused after a scan: ${unclean}`] : []),
      ...(times > 0 && unusedRoles.length > 0 ? [`not by ${unusedRoles.join(', ')}`] : []),
      ...(times > 0 && unusedPorts.length > 0 ? [`not on ${unusedPorts.join(', ')}`] : []),
      ...(hasEnded ? ['an exception has ended'] : []),
    ]
    io.stdout.write(`${[entry, owner, ...marks].join('  ')}\n`)
  }
  if (usage.length === 0) io.stdout.write('no entries\n')
  return usage.some(({ times, hasEnded }) => times === 0 || hasEnded) ? exit.findings : exit.clean
}

/** `ringwall guard egress render squid|nft`: weaker than the relay, and says in what. */
export async function runEgressRender(program: string, options: Options, io: Io): Promise<number> {
  const settings = egressOf(options, io)
  const [list, sources] = [listOf(settings), sourcesOf(settings)]
  if (program !== 'squid' && program !== 'nft') throw new RingwallError('usage', `no program "${program}"`, { hint: 'squid or nft' })
  const { text, cannotKeep } =
    program === 'squid' ? squidRules(list, sources, Date.now()) : nftTable(list, sources, await addressesOf(settings), Date.now())
  io.stdout.write(text)
  for (const one of cannotKeep) io.stderr.write(`ringwall guard: ${one}\n`)
  return exit.clean
}

/** What names are today; those without an address get nothing, and the table says so. */
async function addressesOf({ entries }: EgressFile): Promise<Readonly<Record<string, readonly string[]>>> {
  const names = [...new Set(entries.map(({ host }) => host))].filter((host) => !host.startsWith('*.'))
  const found = await Promise.all(names.map(async (name) => [name, await lookup(name, { all: true }).catch(() => [])] as const))
  return Object.fromEntries(found.map(([name, all]) => [name, all.map(({ address }) => address)]))
}

function egressOf(options: Options, io: Io): EgressFile {
  const { settings, file } = documentAt(textOption(options['file']) ?? 'guard.yaml', io)
  if (settings.egress === undefined) throw new RingwallError('usage', `${file}: no "egress"`, { hint: 'docs/guard.md has an example' })
  return settings.egress
}

/** The journal; a line that was cut off at its end is not there. */
function eventsOf({ journal }: EgressFile, io: Io): readonly EgressEvent[] {
  const path = resolve(io.cwd, journal)
  if (!existsSync(path)) return []
  return boundedText(path, journal)
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as EgressEvent]
      } catch {
        return []
      }
    })
}
