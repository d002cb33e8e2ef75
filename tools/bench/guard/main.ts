import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readGuard } from '../../../src/guard/document/read.ts'
import { newKeyText } from '../../../src/guard/keys/text.ts'
import { mainFile, renderHaproxy } from '../../../src/guard/render/haproxy/index.ts'
import { renderNginx } from '../../../src/guard/render/nginx/index.ts'
import { sockets } from '../../../src/guard/render/types.ts'
import { exampleText } from '../../../test/guard/example.ts'
import { writeAll } from '../../../test/guard/running.ts'
import { freePort, program, sandbox } from '../../../test/live/server.ts'
import { goodPair, listening, pki, programs } from '../../../test/tls/real-servers.ts'
import { cpuOf } from './cpu.ts'
import { latencies } from './latency.ts'

/** What a request costs with the guard in front, side by side with nginx alone: CPU of all processes of the guard, the program behind left out. */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '4' } } })
const seconds = Number(values.seconds)
const wrk = program('/usr/bin/wrk')
if (wrk === undefined || programs.nginx === undefined || programs.haproxy === undefined)
  throw new Error('wrk, nginx and HAProxy are needed: apt-get install wrk nginx-light haproxy')

const box = sandbox('bench-guard')
const services: ChildProcess[] = []
try {
  const pair = goodPair(pki(box))
  const keys = Array.from({ length: 10_000 }, () => newKeyText('live', randomInt))
  const keyFile = join(box.folder, 'keys')
  writeFileSync(keyFile, keys.join('\n'))
  const behind = await freePort()
  await nginx('behind', behind, `server { listen 127.0.0.1:${behind}; access_log off; location / { return 200 "${'x'.repeat(100)}"; } }`)
  const plain = await freePort()
  const plainNginx = await nginx(
    'plain',
    plain,
    `upstream up { server 127.0.0.1:${behind}; keepalive 32; }\nserver { listen 127.0.0.1:${plain} ssl; ssl_certificate ${pair.cert}; ssl_certificate_key ${pair.key}; access_log off; location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
  )
  const other = await freePort()
  const plainHaproxy = await haproxy('plain', other, [
    `global\n    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets\ndefaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s`,
    `frontend plain\n    bind 127.0.0.1:${other} ssl crt ${pair.both} alpn h2,http/1.1\n    default_backend behind\nbackend behind\n    server behind 127.0.0.1:${behind}\n`,
  ])
  const uncached = await guard('uncached', '', { behind, pair, keyFile })
  const kept = await guard('kept', 'kept', { behind, pair, keyFile })
  const judged = await guard('judged', 'judged', { behind, pair, keyFile })
  const cases = [
    { name: 'nginx alone', port: plain, pids: [plainNginx] },
    { name: 'guard, uncached', ...uncached },
    { name: 'guard, micro-cache', ...kept },
    { name: 'HAProxy alone', port: other, pids: [plainHaproxy] },
    { name: 'HAProxy, keys that it judges', ...judged },
  ]
  const best = new Map<string, number>()
  const rates = new Map<string, number>()
  // nginx, and the decision service
  const split = new Map<string, readonly number[]>()
  // in turn, so that a slow moment hits all alike
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { name, port, pids } of cases) {
      const before = pids.map((pid) => cpuOf(pid))
      const requests = load(port, keys[round] ?? '')
      const parts = pids.map((pid, index) => ((cpuOf(pid) - (before[index] ?? 0)) * 1000) / requests)
      const cpu = parts.reduce((sum, part) => sum + part, 0)
      if (cpu < (best.get(name) ?? Infinity)) split.set(name, parts)
      if (process.env['SPLIT'])
        console.log(
          name,
          pids.map((pid) => cpuOf(pid)),
          requests,
        )
      best.set(name, Math.min(best.get(name) ?? Infinity, cpu))
      rates.set(name, Math.max(rates.get(name) ?? 0, requests / seconds))
    }
  }
  const alone = best.get('nginx alone') ?? Number.NaN
  for (const [name, cpu] of best)
    process.stdout.write(
      `${name}: ${cpu.toFixed(1)} us of CPU a request (${(split.get(name) ?? []).map((part) => part.toFixed(1)).join(' + ')}), ${(cpu / alone).toFixed(2)} x, ${Math.round(rates.get(name) ?? 0)} requests a second\n`,
    )
  const cost = (name: string): number => best.get(name) ?? Number.NaN
  process.stdout.write(`keys that HAProxy judges: ${(cost('HAProxy, keys that it judges') / cost('HAProxy alone')).toFixed(2)} x HAProxy alone\n`)
  const taken = await latencies(join(uncached.folder, sockets.decisions), keys, 3000, 5)
  const at = (part: number): string => (taken[Math.floor(taken.length * part)] ?? Number.NaN).toFixed(2)
  process.stdout.write(`a decision at 3000 a second, ms: median ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)} (of ${taken.length})\n`)
} finally {
  for (const service of services) service.kill('SIGTERM')
  await box.stop()
}

function load(port: number, key: string): number {
  const run = spawnSync(wrk ?? '', ['-t1', '-c64', `-d${seconds}s`, '-H', `X-Api-Key: ${key}`, `https://localhost:${port}/things/7`], {
    encoding: 'utf8',
  })
  const requests = /(?<count>\d+) requests in/.exec(run.stdout)?.groups?.['count']
  if (requests === undefined || /Non-2xx/.test(run.stdout)) throw new Error(`wrk was not answered as it should be:\n${run.stdout}${run.stderr}`)
  return Number(requests)
}

async function nginx(name: string, port: number, server: string): Promise<number> {
  const file = join(box.folder, `${name}.conf`)
  writeFileSync(
    file,
    `worker_processes auto;\npid ${box.folder}/${name}.pid;\nerror_log stderr crit;\nevents { worker_connections 1024; }\nhttp { ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path ${box.folder}/${part};`).join(' ')} keepalive_requests 1000000;\n${server}\n}\n`,
    { mode: 0o644 },
  )
  const child = box.start(programs.nginx ?? '', ['-c', file, '-g', 'daemon off;'])
  await listening(port)
  return child.pid ?? 0
}

async function haproxy(name: string, port: number, sections: readonly string[]): Promise<number> {
  const file = join(box.folder, `${name}.cfg`)
  writeFileSync(file, `${sections.join('\n')}\n`, { mode: 0o644 })
  const child = box.start(programs.haproxy ?? '', ['-db', '-f', file])
  await listening(port)
  return child.pid ?? 0
}

interface Shared {
  readonly behind: number
  readonly pair: { readonly cert: string; readonly key: string; readonly both: string }
  readonly keyFile: string
}

interface Guard {
  readonly port: number
  readonly pids: readonly number[]
  readonly folder: string
}

async function guard(name: string, how: '' | 'kept' | 'judged', { behind, pair, keyFile }: Shared): Promise<Guard> {
  const folder = join(box.folder, `guard-${name}`)
  mkdirSync(folder)
  if (process.getuid?.() === 0) chownSync(folder, 65_534, 65_534)
  const [https, http] = [await freePort(), await freePort()]
  const text = exampleText({ folder, https, http, upstream: behind, certificate: pair.cert, key: pair.key, kept: how === 'kept' }).replace(
    '{ path: /**, right: by-method, on: app }',
    `{ path: /**, right: by-method, on: app${how === 'judged' ? ', record: after' : ''} }`,
  )
  const file = join(box.folder, `${name}.yaml`)
  writeFileSync(file, text)
  const read = readGuard(file, text)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  if (how === 'judged') {
    // the pepper of the service, which then writes the maps of keys
    const secret = (source: string): string => (source.endsWith('/pepper') ? '\u0007'.repeat(32) : 'native')
    writeAll(folder, renderHaproxy(read.document, secret))
  }
  const service = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'service.ts'), file, keyFile, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  services.push(service)
  if (how === 'judged') {
    await once(service.stdout, 'data')
    const engine = box.start(programs.haproxy ?? '', ['-db', '-f', join(folder, mainFile)])
    await listening(https)
    return { port: https, pids: [engine.pid ?? 0, service.pid ?? 0], folder }
  }
  await once(service.stdout, 'data')
  writeAll(
    folder,
    renderNginx(read.document, () => 'native'),
  )
  const child = box.start(programs.nginx ?? '', ['-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'])
  await listening(https)
  return { port: https, pids: [child.pid ?? 0, service.pid ?? 0], folder }
}
