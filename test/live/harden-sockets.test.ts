import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from './engine.ts'
import { containing, engine } from './engine.ts'
import type { Ways } from './hardened.ts'
import { ways } from './hardened.ts'
import { eventually, freePort, isMissing, program, reason } from './server.ts'

const haproxy = program('/usr/sbin/haproxy')
const curl = program('/usr/bin/curl')
const client = program('/usr/bin/docker', '/usr/local/bin/docker') ?? ''
const setpriv = program('/usr/bin/setpriv') ?? ''
const installed = haproxy === undefined || curl === undefined ? undefined : containing

const files = {
  'compose.yaml': `services:
  reader:
    image: traefik:v3.1
    command: [--providers.docker=true]
    volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]
  logs:
    image: grafana/promtail:2.9.8
    volumes: ["/var/run/docker.sock:/var/run/docker.sock", "./promtail.yml:/etc/promtail/config.yml:ro"]
`,
  'promtail.yml': 'scrape_configs:\n  - job_name: all\n    docker_sd_configs:\n      - host: unix:///var/run/docker.sock\n',
}

describe.skipIf(isMissing(installed))(`proxies of the engine's socket${reason(installed)}`, { timeout: 120_000 }, () => {
  let running: Engine
  let all: Ways
  let folder = ''
  const children: ChildProcess[] = []
  let id = ''
  const ports = new Map<string, number>()

  beforeAll(async () => {
    running = await engine()
    all = await ways(files, ['sockets'])
    folder = mkdtempSync(join(tmpdir(), 'ringwall-sockets-'))
    id = running.service('shop', 'one', ['--network', 'back'], '/bin/busybox', 'sh', '-c', 'echo said; exec busybox sleep 600')
    for (const name of ['reader', 'logs']) {
      const port = await freePort()
      const text = readFileSync(join(all.folder, `close/ringwall/${name}-engine/haproxy.cfg`), 'utf8')
      const path = join(folder, `${name}.cfg`)
      writeFileSync(path, text.replace('/var/run/docker.sock', running.socket).replace('127.0.0.1:2375', `127.0.0.1:${port}`))
      execFileSync(haproxy ?? '', ['-c', '-f', path], { timeout: 20_000, stdio: 'pipe' })
      // as in the plan: root, who owns the socket, without capabilities
      const words = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', '--', haproxy ?? '', '-db', '-f', path]
      children.push(spawn(setpriv, words, { cwd: '/', stdio: 'ignore' }))
      ports.set(name, port)
      await eventually(() => asked(name, 'version'))
    }
  }, 60_000)
  afterAll(async () => {
    for (const child of children) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.kill('SIGTERM') && child.exitCode === null) await gone
    }
    rmSync(folder, { recursive: true, force: true })
    all?.stop()
    await running?.stop()
  })

  /** The real client by a proxy. */
  function asked(name: string, ...words: readonly string[]): string {
    return execFileSync(client, ['-H', `tcp://127.0.0.1:${ports.get(name)}`, ...words], { encoding: 'utf8', timeout: 20_000, stdio: 'pipe' })
  }

  function refused(name: string, ...words: readonly string[]): boolean {
    const { status, stderr } = spawnSync(client, ['-H', `tcp://127.0.0.1:${ports.get(name)}`, ...words], { encoding: 'utf8', timeout: 20_000 })
    return status !== 0 && /403|forbidden/i.test(stderr)
  }

  function code(name: string, path: string, ...more: readonly string[]): string {
    const words = ['-s', '-o', join(folder, 'answer'), '-w', '%{http_code}', '--path-as-is', ...more, `http://127.0.0.1:${ports.get(name)}${path}`]
    return execFileSync(curl ?? '', words, { encoding: 'utf8', timeout: 20_000 })
  }

  it('let a client list, inspect and watch', async () => {
    expect(asked('reader', 'ps', '-q', '--no-trunc').trim()).toBe(id)
    expect(asked('reader', 'inspect', id)).toContain('"Running": true')
    expect(asked('reader', 'network', 'inspect', 'back')).toContain('10.79.0.0/24')
    // the end is a whole second: what began in this one is not before it
    await eventually(() => expect(asked('reader', 'events', '--since', '10m', '--until', '0s')).toContain('container start'))
  })

  it('let logs through where they are asked for, and only there', () => {
    expect(asked('logs', 'logs', id)).toContain('said')
    expect(refused('reader', 'logs', id)).toBe(true)
    expect(asked('logs', 'ps', '-q', '--no-trunc').trim()).toBe(id)
  })

  it.each([
    ['a new container', ['run', '-d', 'tiny', '/bin/busybox', 'true']],
    ['an end', ['kill', 'CONTAINER']],
    ['a command inside', ['exec', 'CONTAINER', '/bin/busybox', 'id']],
    ['a file of it', ['cp', 'CONTAINER:/bin/busybox', '-']],
    ['all of its files', ['export', 'CONTAINER']],
    ['its console', ['attach', 'CONTAINER']],
    ['a volume', ['volume', 'create', 'x']],
    ['images, which nobody asked for', ['images']],
  ])('refuse %s', (_, words) => {
    for (const name of ports.keys()) expect(refused(name, ...words.map((word) => word.replace('CONTAINER', id)))).toBe(true)
  })

  it('refuse other spellings of a path, and other ways to write', () => {
    expect(code('reader', '/containers/json')).toBe('200')
    for (const path of [
      `/containers/${id}/archive?path=/`,
      '/v1.41/%63ontainers/json',
      '/containers/json/../../secrets',
      '//containers/json',
      '/containers/json%3f/../x',
      '/v1.41/exec/x/json',
      `/containers/${id}/attach/ws?stdin=1`,
    ])
      expect([path, code('reader', path)]).toEqual([path, '403'])
    expect(code('reader', '/containers/json', '-X', 'POST')).toBe('403')
    expect(code('reader', '/containers/json', '-X', 'get')).toBe('403')
    expect(code('reader', '/containers/create', '-X', 'GET', '-H', 'X-HTTP-Method-Override: POST', '-d', '{"Image":"tiny"}')).toBe('403')
  })

  it('are what stands in the way: the socket itself obeys', () => {
    expect(running.docker('exec', id, '/bin/busybox', 'echo', 'obeyed')).toBe('obeyed')
    running.docker('kill', id)
    expect(running.docker('ps', '-q')).toBe('')
  })
})
