import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { program, sandbox } from '../../test/live/server.ts'
import { askTls } from '../../test/tls/ask.ts'
import { goodPair, nginx, pki } from '../../test/tls/real-servers.ts'

/**
 * Whole processes side by side on the same servers: what `ringwall verify` costs, and what scanners of TLS do. The processor's time is told
 * beside the wall's: it says the same on a machine that has other work. All have an environment without settings of their own: one variable
 * of Node (`NODE_EXTRA_CA_CERTS`) makes each of its processes read a whole list of authorities first.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, 'no-testssl': { type: 'boolean', default: false } } })

/** Seconds on the wall, of the program and of the system for it, on the last line of stderr; bash knows them to the millisecond. */
const timed = 'TIMEFORMAT="%3R %3U %3S"; time "$@"'
const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/** Of one process, in milliseconds. */
interface Cost {
  readonly wall: number
  readonly processor: number
}

const cli = join(import.meta.dirname, '../../dist/cli.js')
if (!existsSync(cli)) throw new Error('dist/cli.js is missing: npm run build makes it')

const box = sandbox('bench-verify')
try {
  const certificates = pki(box)
  const pair = goodPair(certificates)
  // nine suites of TLS 1.2 and three of TLS 1.3: what many servers take
  const settings = `ssl_certificate ${pair.cert};\nssl_certificate_key ${pair.key};\nssl_protocols TLSv1.2 TLSv1.3;\nssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM;\n`
  const ports = await nginx(
    box,
    Array.from({ length: 80 }, () => settings),
  )
  const ten = ports.slice(0, 10)
  const list = join(box.folder, 'targets')
  writeFileSync(list, `${ten.map((port) => `127.0.0.1:${port}`).join('\n')}\n`)
  const named = (some: readonly number[]): string => some.map((port) => `ssl://127.0.0.1:${port}`).join(',')
  const own = [
    'verify',
    '--ca',
    certificates.ca,
    '--format',
    'json',
    '--fail-on',
    'never',
    '--output',
    '/dev/null',
    '--concurrency',
    '10',
    '--target',
  ]
  const commands = new Map<string, readonly [file: string | undefined, args: readonly string[]]>([
    ['an empty Node process', [process.execPath, ['--eval', '0']]],
    ['ringwall, ten in full', [process.execPath, [cli, ...own, named(ten), '--full']]],
    ['ringwall, ten with all suites', [process.execPath, [cli, ...own, named(ten), '--suites']]],
    ['ringwall, ten asserted', [process.execPath, [cli, ...own, named(ten)]]],
    ['ringwall, eighty asserted', [process.execPath, [cli, ...own, named(ports)]]],
    ['sslscan, ten', [program('/usr/bin/sslscan'), [`--targets=${list}`]]],
    ['nmap ssl-enum-ciphers, ten', [program('/usr/bin/nmap'), ['-Pn', '-n', '--script', 'ssl-enum-ciphers', '-p', ten.join(','), '127.0.0.1']]],
  ])
  const best = new Map<string, Cost>()
  const measure = (name: string, file: string | undefined, args: readonly string[]): void => {
    if (file === undefined) return
    const { status, stderr } = spawnSync('bash', ['-c', timed, 'bash', file, ...args], { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', env })
    if (status !== 0 && file === process.execPath) throw new Error(`${name} ended with ${String(status)}: ${stderr}`)
    const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '')
      .split(' ')
      .map((each) => Number(each) * 1000)
    const before = best.get(name) ?? { wall: Infinity, processor: Infinity }
    best.set(name, { wall: Math.min(before.wall, wall), processor: Math.min(before.processor, user + system) })
  }
  // in turn, so that a slow moment hits all alike
  for (let round = 0; round < Number(values.rounds); round++) for (const [name, [file, args]] of commands) measure(name, file, args)
  const slow = values['no-testssl'] ? undefined : program('/usr/bin/testssl')
  measure('testssl.sh -p -E, one', slow, ['--quiet', '--warnings', 'off', '-p', '-E', `127.0.0.1:${ten[0] ?? 0}`])
  await warm(ten, certificates.root.pem)
  report(best)
} finally {
  await box.stop()
}

/** One endpoint after the other in a process that has done so before: the median. */
async function warm(ports: readonly number[], authority: string): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    for (const port of ports) {
      const started = performance.now()
      await askTls(port, { authorities: [authority] })
      if (round > 0) times.push(performance.now() - started)
    }
  }
  const sorted = times.toSorted((a, b) => a - b)
  process.stdout.write(
    `one endpoint asserted, warm: median ${(sorted[sorted.length >> 1] ?? 0).toFixed(1)} ms, worst ${(sorted.at(-1) ?? 0).toFixed(1)} ms\n`,
  )
}

function report(best: ReadonlyMap<string, Cost>): void {
  for (const [name, { wall, processor }] of best) process.stdout.write(`${name}: ${Math.round(wall)} ms, processor ${Math.round(processor)} ms\n`)
  const ratio = (own: Cost | undefined, name: string, times = 1): string => {
    const cost = best.get(name)
    if (cost === undefined || own === undefined) return 'not installed'
    return `${((cost.wall * times) / own.wall).toFixed(1)} (processor ${((cost.processor * times) / own.processor).toFixed(1)})`
  }
  // versions and suites are what nmap and `testssl.sh -p -E` ask for; sslscan asks for groups too
  for (const depth of ['with all suites', 'in full']) {
    const cost = best.get(`ringwall, ten ${depth}`)
    process.stdout.write(
      `ten ${depth}, times faster than: sslscan ${ratio(cost, 'sslscan, ten')}, nmap ${ratio(cost, 'nmap ssl-enum-ciphers, ten')}, testssl.sh ${ratio(cost, 'testssl.sh -p -E, one', 10)}\n`,
    )
  }
}
