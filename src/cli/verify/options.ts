import { resolve } from 'node:path'
import type { RunLimits, RunOptions } from '../../engine/verify/run.ts'
import { RingwallError } from '../../model/error.ts'
import type { RunReport } from '../../model/report.ts'
import type { NamedTarget } from '../../platforms/targets/index.ts'
import { readTarget } from '../../platforms/targets/index.ts'
import type { Account } from '../../probes/probe.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { notOneHost } from '../../protocols/single-host.ts'
import { boundedText } from '../bounded.ts'
import type { CanaryOptions } from './canary-options.ts'
import { canaryOptions } from './canary-options.ts'
import type { Io } from '../io.ts'
import { listOption, textOption } from '../options.ts'
import type { NamedPath } from './paths.ts'
import { readPaths } from './paths.ts'
import { readGuideline } from './guideline.ts'
import type { NamedVantage } from './vantages.ts'
import { readVantage } from './vantages.ts'
import { readLogins } from './logins.ts'

/** What a call of `verify` says of how it asks. */
export interface Asked {
  readonly targets: readonly NamedTarget[]
  /** Addresses of components and listeners: `redis` or `redis:6379` to host and port. */
  readonly given: ReadonlyMap<string, { readonly host: string; readonly port?: number }>
  /** Accounts for questions behind a login, by component or listener. */
  readonly logins: ReadonlyMap<string, Account>
  /** Paths of which the user says what stands there, by component or listener. */
  readonly paths: ReadonlyMap<string, readonly NamedPath[]>
  /** Further places to ask from. */
  readonly vantages: readonly NamedVantage[]
  /** Also try who reaches what. */
  readonly zones: boolean
  /** Where a value may be written, as an experiment. */
  readonly canary: CanaryOptions
  /** Components at which log-ins are tried, as an experiment. */
  readonly credentials: readonly string[]
  /** Milliseconds for the whole run. */
  readonly deadline: number
  readonly limits: Pick<RunOptions, 'timeout' | 'depth' | 'guideline' | 'authorities'> & Required<RunLimits>
  /** What of it stands in the report. */
  readonly record: RunReport['options']
}

export function verifyOptions(options: Readonly<Record<string, unknown>>, io: Io): Asked {
  const targets = listOption(options['target']).flatMap((text) =>
    text
      .split(',')
      .filter((each) => each !== '')
      .map(readTarget),
  )
  const timeout = numberOption('--timeout', options['timeout'], 50, 60_000)
  const numbers = {
    timeout,
    patience: options['patience'] === undefined ? 10 * timeout : 1000 * numberOption('--patience', options['patience'], 1, 3600),
    concurrency: numberOption('--concurrency', options['concurrency'], 1, 64),
    perHost: numberOption('--per-host', options['perHost'], 1, 64),
    rate: numberOption('--rate', options['rate'], 0, 100_000),
    connections: numberOption('--connections', options['connections'], 1, 10_000_000),
  }
  const depth = (['deep', 'full', 'suites'] as const).find((each) => options[each] === true) ?? 'assert'
  const guideline = readGuideline(textOption(options['tlsGuideline']) ?? 'intermediate')
  const deadline = 1000 * numberOption('--deadline', options['deadline'], 1, 86_400)
  return {
    targets: [...new Map(targets.map((target) => [`${target.component}:${target.port}`, target])).values()],
    given: new Map(listOption(options['at']).map(readAddress)),
    logins: readLogins(listOption(options['login']), listOption(options['password']), io),
    paths: readPaths(listOption(options['path'])),
    vantages: listOption(options['vantage']).map(readVantage),
    zones: options['zones'] === true,
    canary: canaryOptions(options, io),
    credentials: listOption(options['credentials']),
    deadline,
    limits: {
      ...numbers,
      depth,
      guideline,
      authorities: listOption(options['ca']).map((file) => boundedText(resolve(io.cwd, file), `--ca ${file}`)),
    },
    record: { ...numbers, depth, tlsGuideline: `${guideline.version}/${guideline.profile}`, deadline },
  }
}

/** `redis=10.0.0.5`, `redis:6379=127.0.0.1:16379`. */
function readAddress(text: string): readonly [string, { readonly host: string; readonly port?: number }] {
  const at = text.indexOf('=')
  const { host, port } = splitHostPort(text.slice(at + 1))
  if (at < 1 || host === '') throw new RingwallError('usage', `--at: "${text}" is not NAME=HOST[:PORT]`, { hint: 'as in --at redis=127.0.0.1:16379' })
  const odd = notOneHost(host)
  if (odd !== undefined)
    throw new RingwallError('usage', `--at: "${host}" is not one host: ${odd}`, { hint: 'name the one server that may be asked' })
  return [text.slice(0, at), { host, ...(port === undefined ? {} : { port }) }]
}

function numberOption(name: string, value: unknown, least: number, most: number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new RingwallError('usage', `${name}: "${String(value)}" is no whole number from ${least} to ${most}`)
}
