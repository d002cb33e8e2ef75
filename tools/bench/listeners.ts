import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createServer as createWeb } from 'node:http'

/**
 * `npm run bench:listeners`: one call of `verify` asks 200 listeners on loopback, each with its default probes. The servers are a process
 * of their own (this file, called with `serve`): half speak Redis, half HTTP.
 */
const count = 200
const root = join(import.meta.dirname, '../..')

async function serve(): Promise<void> {
  const ports = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const server =
        at % 2 === 0
          ? createServer((socket) => {
              socket.on('error', () => {})
              socket.on('data', (data) => socket.write(data.toString('latin1').startsWith('PING') ? '+PONG\r\n' : '-ERR unknown command\r\n'))
            })
          : createWeb((_request, response) => void response.setHeader('X-Content-Type-Options', 'nosniff').end('ok'))
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return `${at % 2 === 0 ? 'redis' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
    }),
  )
  process.stdout.write(`${ports.join(',')}\n`)
}

async function bench(): Promise<void> {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs')
  const servers = spawn(process.execPath, [tsx, import.meta.filename, 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [targets] = (await once(servers.stdout, 'data')) as [Buffer]
    const probe = join(import.meta.dirname, 'probe.cjs')
    const started = performance.now()
    const args = [
      '--require',
      probe,
      join(root, 'dist/cli.js'),
      'verify',
      '--target',
      String(targets).trim(),
      '--format',
      'json',
      '--fail-on',
      'never',
    ]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] })
    const [output, measured] = await Promise.all([text(child.stdio[1]), text(child.stdio[3] as NodeJS.ReadableStream)])
    const seconds = (performance.now() - started) / 1000
    const { deployments, run } = JSON.parse(output) as { deployments: { answers: { outcome: string }[] }[]; run: { connections: number } }
    const answers = deployments.flatMap((each) => each.answers)
    const [cpu = 0, memory = 0] = measured.split(' ').map(Number)
    const words = `${count} listeners, ${answers.length} questions, ${run.connections} connections: ${seconds.toFixed(1)} s, ${(cpu / 1e6).toFixed(1)} s of CPU, ${Math.round(memory / 1024)} MiB`
    console.log(`${words} (wanted: below 20 s and 250 MB)`)
    if (seconds >= 20 || memory * 1024 >= 250e6) process.exitCode = 1
  } finally {
    servers.kill()
  }
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  const pieces: string[] = []
  for await (const piece of stream ?? []) pieces.push(String(piece))
  return pieces.join('')
}

await (process.argv[2] === 'serve' ? serve() : bench())
