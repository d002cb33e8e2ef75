import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Built, Place, Ways } from './hardened.ts'
import { placeOf, ways } from './hardened.ts'
import { networking } from './networks.ts'
import { nginxCommand } from './nginx-site.ts'
import type { OneNetwork } from './one-network.ts'
import { oneNetwork } from './one-network.ts'
import { application } from './proxied.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const others = [program('/usr/bin/gunicorn'), program('/usr/bin/curl'), networking]
const installed = others.includes(undefined) ? undefined : program('/usr/sbin/nginx')

// a program of which it is known that it counts nothing; any WSGI server takes its place here
const compose = `services:
  web:
    image: nginx:1.22
    ports: ["80:80"]
    volumes:
      - ./site.conf:/etc/nginx/conf.d/default.conf:ro
  cornflow:
    image: baobabsoluciones/cornflow
  near:
    image: debian:12
    command: sleep infinity
  far:
    image: debian:12
    command: sleep infinity
`
const site = `server {
    listen 80;
    server_name web.example.org;
    location / {
        rewrite ^/v1/(.*)$ /$1 break;
        proxy_pass http://cornflow:5000;
    }
    location /api/ { proxy_pass http://cornflow:5000/; }
}
`

describe.skipIf(isMissing(installed))(`guesses at a log-in behind nginx, hardened${reason(installed)}`, () => {
  const running = new Map<string, ChildProcess>()
  let net: OneNetwork
  let all: Ways
  let box: string

  beforeAll(async () => {
    net = oneNetwork('web', 'cornflow', 'near', 'far')
    box = mkdtempSync(join(tmpdir(), 'ringwall-guesses-'))
    chmodSync(box, 0o755)
    writeFileSync(join(box, 'app.py'), application)
    all = await ways({ 'compose.yaml': compose, 'site.conf': site }, ['guesses', 'settings'])
    running.set('cornflow', place('cornflow', all.of('weak')).start(['/usr/bin/gunicorn', '--chdir', box, '-b', '0.0.0.0:5000', 'app:app']))
  }, 240_000)
  afterAll(async () => {
    for (const name of running.keys()) await ended(name)
    net.stop()
    all.stop()
    rmSync(box, { recursive: true, force: true })
  })

  const place = (of: string, built: Built): Place =>
    placeOf(net, of, built, 0, { cornflow: net.addressOf('cornflow'), 'web.example.org': net.addressOf('web') })

  async function ended(name: string): Promise<void> {
    const child = running.get(name)
    running.delete(name)
    if (child === undefined || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }

  async function proxy(built: Built): Promise<void> {
    await ended('web')
    const { check, start } = nginxCommand(built, box)
    expect(place('web', built).run(check)).toMatchObject({ status: 0 })
    running.set('web', place('web', built).start(start))
    await eventually(() => expect(asked('near', 1, '/')).toEqual(['200']))
  }

  /** What one after the other is answered, all on one connection. */
  function asked(who: 'near' | 'far', times: number, path: string): readonly string[] {
    const words = ['-s', '-m', '25', '--path-as-is', '-o', join(box, 'answer'), '-w', '%{http_code}\n', '-d', 'password=x']
    const { output } = place(who, all.of('weak')).run(['/usr/bin/curl', ...words, `http://web.example.org${path}?[1-${times}]`])
    return output.trim().split('\n')
  }
  const passed = (answers: readonly string[]): number => answers.filter((answer) => answer === '200').length
  const refused = (answers: readonly string[]): number => answers.filter((answer) => answer === '429').length

  it('are as many as one likes before', { timeout: 60_000 }, async () => {
    await proxy(all.of('weak'))
    expect(passed(asked('near', 40, '/login/'))).toBe(40)
  })

  it('are slowed down then, by whatever way and spelling; the rest is as it was', { timeout: 120_000 }, async () => {
    await proxy(all.of('close'))
    const first = asked('near', 60, '/login/')
    // who logs in now and then notices nothing
    expect(first.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => '200'))
    expect(refused(first)).toBeGreaterThan(0)
    expect(passed(first) + refused(first)).toBe(60)
    for (const path of ['/v1/login/', '/api/login/', '/%6cogin/', '//login/', '/x/../login/', '/user/recover-password/', '/signup/'])
      expect([path, refused(asked('near', 60, path)) > 0]).toEqual([path, true])
    expect(passed(asked('near', 100, '/instance/'))).toBe(100)
    expect(passed(asked('far', 20, '/login/'))).toBe(20)
  })
})
