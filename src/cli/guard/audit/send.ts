import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { collectorAt } from '../../../guard/audit/export/address.ts'
import type { Collector } from '../../../guard/audit/export/collector.ts'
import { shipAll } from '../../../guard/audit/export/follow.ts'
import { RingwallError } from '../../../model/error.ts'
import { boundedText } from '../../bounded.ts'
import type { Io } from '../../io.ts'
import { listOption, textOption } from '../../options.ts'
import { headerValue } from './header.ts'
import { version } from '../../version.ts'
import type { Options } from './context.ts'
import { numberOption, originOf } from './context.ts'

/** Sends what the collector does not have yet. What it does not take is an error, and is sent again by the next call. */
export async function sendTo(url: string, folder: string, options: Options, io: Io): Promise<void> {
  const collector = collectorOf(url, folder, options, io)
  const position = textOption(options['position'])
  try {
    const sent = await shipAll(folder, collector, position === undefined ? undefined : resolve(io.cwd, position))
    io.stderr.write(`ringwall: ${sent} records were sent to ${collector.name}\n`)
  } catch (cause) {
    throw new RingwallError('unwritable', `--collector ${collector.name}: ${cause instanceof Error ? cause.message : 'it failed'}`, {
      cause,
      hint: position === undefined ? 'with --position the next call goes on where this one was' : 'the next call goes on where this one was',
    })
  }
}

function collectorOf(text: string, folder: string, options: Options, io: Io): Collector {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && (url.username !== '' || url.password !== ''))
    throw new RingwallError('usage', '--collector: no log-in stands in the address', { hint: "name a header: --header 'authorization=env:NAME'" })
  const file = textOption(options['ca'])
  const outside = {
    to: text,
    headers: Object.fromEntries(listOption(options['header']).map((header) => headerOf(header, io))),
    ...(file === undefined ? {} : { ca: boundedText(resolve(io.cwd, file), `--ca ${file}`) }),
    timeout: numberOption(options, 'timeout') ?? 10_000,
  }
  const collector = collectorAt(outside, hostname(), originOf(folder) ?? '', version)
  if (collector === undefined)
    throw new RingwallError('usage', `--collector: it is none of syslog+udp, syslog+tcp, syslog+tls://HOST:PORT and an http(s) address`)
  return collector
}

function headerOf(text: string, io: Io): readonly [string, string] {
  const [, name, source] = /^([\w-]{1,64})=(.+)$/s.exec(text) ?? []
  if (name === undefined || source === undefined) throw new RingwallError('usage', '--header: it is NAME=SOURCE, such as authorization=env:NAME')
  return [name, headerValue(source, `--header ${name}`, io)]
}
