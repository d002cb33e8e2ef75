import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { sandbox } from '../../test/live/server.ts'
import { configurations, startAll } from '../../test/tls/configurations.ts'
import { pki } from '../../test/tls/real-servers.ts'
import type { Difference, Taken } from '../../test/tls/scanners.ts'
import { byRingwall, bySslscan, byTestssl, differences } from '../../test/tls/scanners.ts'

/** Asks every generated server by Ringwall, sslscan and testssl.sh, and prints where they differ. */
const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string', default: '' },
    parallel: { type: 'string', default: '3' },
    'no-testssl': { type: 'boolean', default: false },
  },
})

interface Compared {
  readonly name: string
  readonly suites: number
  readonly versions: readonly string[]
  readonly sslscan: readonly Difference[]
  readonly testssl: readonly Difference[] | 'not asked'
}

const box = sandbox('compare-tls')
const done: Compared[] = []
try {
  const servers = [
    ...(await startAll(
      box,
      pki(box),
      configurations.filter(({ name }) => name.startsWith(values.only)),
    )),
  ]
  const total = servers.length
  process.stdout.write(`${total} servers\n${versionsOf()}\n`)
  const worker = async (): Promise<void> => {
    for (let server = servers.shift(); server !== undefined; server = servers.shift()) {
      const { name, port } = server
      const ours = await byRingwall(port)
      const sslscan = differences(ours, await bySslscan(port))
      const testssl = values['no-testssl'] ? ('not asked' as const) : differences(ours, await byTestssl(port))
      done.push({ name, versions: [...ours.keys()], suites: count(ours), sslscan, testssl })
      process.stdout.write(`${done.length}/${total} ${line(done.at(-1)!)}\n`)
      if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(done, undefined, 1)}\n`)
    }
  }
  await Promise.all(Array.from({ length: Number(values.parallel) }, worker))
} finally {
  await box.stop()
}

function count(taken: Taken): number {
  return [...taken.values()].reduce((sum, suites) => sum + suites.size, 0)
}

function line({ name, versions, suites, sslscan, testssl }: Compared): string {
  return `${name}: ${versions.join(' ')}, ${suites} suites; sslscan ${told(sslscan)}; testssl.sh ${testssl === 'not asked' ? testssl : told(testssl)}`
}

function told(found: readonly Difference[]): string {
  if (found.length === 0) return 'agrees'
  return found.map(({ version, suite, who }) => `${who}: ${version}${suite === undefined ? '' : ` ${suite}`}`).join(', ')
}

function versionsOf(): string {
  const said = (file: string, args: readonly string[], form: RegExp): string => {
    try {
      return form.exec(execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[0] ?? 'unknown'
    } catch {
      return 'not installed'
    }
  }
  return `sslscan ${said('/usr/bin/sslscan', ['--version'], /\d+\.\d+\.\d+[^\s]*/)}, testssl.sh ${said('/usr/bin/testssl', ['--version'], /3\.\d+(?:\.\d+)?[\w.]*/)}`
}
