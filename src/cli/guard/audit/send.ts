import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Collector } from '../../../guard/audit/export/collector.ts'
import { otlpCollector, syslogCollector } from '../../../guard/audit/export/collector.ts'
import { shipAll } from '../../../guard/audit/export/follow.ts'
import { RingwallError } from '../../../model/error.ts'
import { boundedText } from '../../bounded.ts'
import type { Io } from '../../io.ts'
import { listOption, textOption } from '../../options.ts'
import { secretFrom } from '../../secret-source.ts'
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
  const timeout = numberOption(options, 'timeout') ?? 10_000
  const file = textOption(options['ca'])
  const ca = file === undefined ? {} : { ca: boundedText(resolve(io.cwd, file), `--ca ${file}`) }
  const transport = (['udp', 'tcp', 'tls'] as const).find((each) => url?.protocol === `syslog+${each}:`)
  if (url !== undefined && (url.username !== '' || url.password !== ''))
    throw new RingwallError('usage', '--collector: no log-in stands in the address', { hint: "name a header: --header 'authorization=env:NAME'" })
  if (url !== undefined && transport !== undefined && url.hostname !== '') {
    const port = url.port === '' ? (transport === 'tls' ? 6514 : 514) : Number(url.port)
    return syslogCollector({ transport, host: url.hostname.replace(/^\[|\]$/g, ''), port, timeout, ...ca }, hostname())
  }
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new RingwallError('usage', `--collector: it is none of syslog+udp, syslog+tcp, syslog+tls://HOST:PORT and an http(s) address`)
  const headers = Object.fromEntries(listOption(options['header']).map((header) => headerOf(header, io)))
  return otlpCollector({ url, headers, timeout, ...ca }, originOf(folder) ?? '', version)
}

function headerOf(text: string, io: Io): readonly [string, string] {
  const [, name, source] = /^([\w-]{1,64})=(.+)$/s.exec(text) ?? []
  if (name === undefined || source === undefined) throw new RingwallError('usage', '--header: it is NAME=SOURCE, such as authorization=env:NAME')
  const value = secretFrom(source, `--header ${name}`, io)
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw new RingwallError('usage', `--header ${name}: its value has characters that a header may not have`)
  return [name, value]
}
