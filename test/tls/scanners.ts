import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadProfile } from '../../src/protocols/tls-guideline/profile.ts'
import { scan } from '../../src/probes/tls/scan.ts'
import { dialHere } from '../../src/wire/dial.ts'
import { versionName, versions } from '../../src/wire/tls/data/numbers.ts'
import { targetAt } from './ask.ts'

/** What a scanner says that a server takes: suites as hexadecimal numbers, by version. */
export type Taken = ReadonlyMap<string, ReadonlySet<string>>

const names = [versions.ssl2, versions.ssl3, versions.tls10, versions.tls11, versions.tls12, versions.tls13].map(versionName)

function empty(): Map<string, Set<string>> {
  return new Map()
}

function add(taken: Map<string, Set<string>>, version: string, suite?: string): void {
  const before = taken.get(version) ?? new Set<string>()
  if (suite !== undefined) before.add(suite)
  taken.set(version, before)
}

export async function byRingwall(port: number, timeout = 20_000): Promise<Taken> {
  const means = { dial: dialHere, host: '127.0.0.1', port, signal: new AbortController().signal, timeout, serverName: 'localhost', transcript: [] }
  const facts = await scan(targetAt(port), means, await loadProfile(), { depth: 'full', now: Date.now })
  const taken = empty()
  for (const { version, state } of facts.versions) if (state === 'accepted') add(taken, versionName(version))
  for (const { version, suites } of facts.suites) for (const suite of suites) add(taken, versionName(version), hex(suite))
  return taken
}

function hex(suite: number): string {
  return suite.toString(16).padStart(4, '0')
}

/** sslscan's XML: a line for each suite, with its number. */
export async function bySslscan(port: number, program = '/usr/bin/sslscan'): Promise<Taken> {
  const text = await output(program, ['--xml=-', '--no-heartbleed', '--no-groups', '--sni-name=localhost', `127.0.0.1:${port}`])
  const taken = empty()
  for (const [, type, version] of text.matchAll(/<protocol type="(ssl|tls)" version="([\d.]+)" enabled="1"/g))
    add(taken, type === 'ssl' ? `SSLv${version}` : version === '1.0' ? 'TLSv1' : `TLSv${version}`)
  for (const [, version = '', suite = ''] of text.matchAll(/<cipher status="\w+" sslversion="([^"]+)"[^>]*? id="0x([0-9A-Fa-f]+)"/g))
    add(taken, version === 'TLSv1.0' ? 'TLSv1' : version, suite.toLowerCase().padStart(4, '0'))
  return taken
}

const testsslNames: Readonly<Record<string, string>> = {
  SSLv2: 'SSLv2',
  SSLv3: 'SSLv3',
  TLS1: 'TLSv1',
  TLS1_1: 'TLSv1.1',
  TLS1_2: 'TLSv1.2',
  TLS1_3: 'TLSv1.3',
}

/** testssl.sh's JSON: \`cipher-tls1_2_xc030\` for each suite, \`TLS1_2\` for each version. */
export async function byTestssl(port: number, program = '/usr/bin/testssl'): Promise<Taken> {
  const file = join(tmpdir(), `ringwall-testssl-${port}.json`)
  rmSync(file, { force: true })
  await output(program, ['--quiet', '--color', '0', '--warnings', 'off', '-p', '-E', '--jsonfile', file, `localhost:${port}`], 'yes\n')
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file, { force: true })
  const taken = empty()
  for (const each of Array.isArray(found) ? found : []) {
    const { id, finding } = each as { readonly id: string; readonly finding: string }
    const version = testsslNames[id]
    if (version !== undefined && finding.startsWith('offered')) add(taken, version)
    const [, of = '', suite = ''] = /^cipher-(\w+?)_x([0-9a-f]+)$/.exec(id) ?? []
    const name = testsslNames[of.replace(/^ssl(\d)$/, 'SSLv$1').replace(/^tls/, 'TLS')]
    if (name !== undefined) add(taken, name, suite.padStart(4, '0'))
  }
  return taken
}

function output(file: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(file, args, { encoding: 'utf8', timeout: 900_000, maxBuffer: 1 << 26 }, (_error, stdout) => resolve(stdout))
    child.stdin?.end(input)
  })
}

/** One difference between what we say and what somebody else says of the same server. */
export interface Difference {
  readonly version: string
  /** Suite as hexadecimal number; absent: the whole version. */
  readonly suite?: string
  readonly who: 'ours alone' | 'theirs alone'
}

export function differences(ours: Taken, theirs: Taken): readonly Difference[] {
  return names.flatMap((version): readonly Difference[] => {
    const [mine, other] = [ours.get(version), theirs.get(version)]
    if (mine === undefined && other === undefined) return []
    const whole: readonly Difference[] =
      mine !== undefined && other === undefined ? [{ version, who: 'ours alone' }] : mine === undefined ? [{ version, who: 'theirs alone' }] : []
    return [
      ...whole,
      ...[...(mine ?? [])].filter((suite) => other?.has(suite) !== true).map((suite) => ({ version, suite, who: 'ours alone' as const })),
      ...[...(other ?? [])].filter((suite) => mine?.has(suite) !== true).map((suite) => ({ version, suite, who: 'theirs alone' as const })),
    ]
  })
}
