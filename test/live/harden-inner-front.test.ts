import type { ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Built, Place, Ways } from './hardened.ts'
import { placeOf, ways } from './hardened.ts'
import { networking } from './networks.ts'
import { nginxCommand } from './nginx-site.ts'
import type { OneNetwork } from './one-network.ts'
import { oneNetwork } from './one-network.ts'
import { application, reached } from './proxied.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const others = [program('/usr/bin/gunicorn'), program('/usr/bin/curl'), networking]
const installed = others.includes(undefined) ? undefined : program('/usr/sbin/nginx')

/** As the image of nginx has it. */
const user = 101

// a program that is known to have no TLS; any WSGI server takes its place here
const compose = `services:
  web:
    image: nginx:1.22
    ports: ["80:80"]
    volumes:
      - ./site.conf:/etc/nginx/conf.d/default.conf:ro
  app:
    image: registry.example.org/corridor/app:23.1
    command: corridor-app run
  user:
    image: debian:12
    command: sleep infinity
`
const site = `server {
    listen 80;
    server_name web.example.org;
    location / {
        proxy_pass http://app:5002;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
`

describe.skipIf(isMissing(installed))(`proxy->app without TLS of its own, hardened${reason(installed)}`, () => {
  const running = new Map<string, ChildProcess>()
  let net: OneNetwork
  let all: Ways
  let box: string

  beforeAll(async () => {
    net = oneNetwork('web', 'app', 'user')
    box = mkdtempSync(join(tmpdir(), 'ringwall-inner-'))
    chmodSync(box, 0o755)
    writeFileSync(join(box, 'app.py'), application)
    all = await ways({ 'compose.yaml': compose, 'site.conf': site }, ['inner-front'])
    running.set('app', place('app', all.of('weak'), 65_534).start(['/usr/bin/gunicorn', '--chdir', box, '-b', '0.0.0.0:5002', 'app:app']))
  }, 240_000)
  afterAll(async () => {
    for (const name of running.keys()) await ended(name)
    net.stop()
    all.stop()
    rmSync(box, { recursive: true, force: true })
  })

  async function ended(name: string): Promise<void> {
    const child = running.get(name)
    running.delete(name)
    if (child === undefined || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }

  const place = (of: string, built: Built, as = 0): Place =>
    placeOf(net, of, built, as, { app: net.addressOf('app'), 'web.example.org': net.addressOf('web') })
  const ask = (): ReturnType<Place['run']> => place('user', all.of('weak')).run(['/usr/bin/curl', '-sS', '-m', '8', 'http://web.example.org/x'])

  async function proxy(built: Built): Promise<void> {
    await ended('web')
    const { check, start } = nginxCommand(built, box)
    expect(place('web', built).run(check)).toMatchObject({ status: 0 })
    running.set('web', place('web', built).start(start))
  }

  /** What stands beside the program, in its network, with its own files. */
  async function beside(built: Built, prepare: (own: string) => void = () => undefined): Promise<void> {
    await ended('app-tls')
    const folder = mkdtempSync(join(box, 'beside-'))
    const own = join(folder, 'ringwall/app')
    mkdirSync(dirname(own))
    cpSync(join(built.folder, 'ringwall/app-tls'), own, { recursive: true })
    prepare(own)
    chownSync(join(own, 'tls.key'), user, user)
    const words = built.component('app-tls').command?.map(({ value }) => value) ?? []
    const at = place('app', { ...built, folder }, user)
    rmSync('/tmp/nginx.pid', { force: true })
    running.set('app-tls', at.start(['/usr/sbin/nginx', ...words.slice(1)]))
    await eventually(() => reached(place('web', built).run(['/usr/bin/curl', '-sSk', '-m', '8', 'https://app:8443/'])))
  }

  it('works before, and for the old proxy after accept', { timeout: 60_000 }, async () => {
    await proxy(all.of('weak'))
    expect(await eventually(() => reached(ask()))).toMatchObject({ PATH_INFO: '/x', 'wsgi.url_scheme': 'http' })
    await beside(all.of('accept'))
    expect(readFileSync(join(all.of('accept').folder, 'site.conf'), 'utf8')).toBe(site)
    expect(reached(ask())).toMatchObject({ PATH_INFO: '/x' })
  })

  it('goes by TLS after switch, and the program is told of the caller as before', { timeout: 60_000 }, async () => {
    const built = all.of('switch')
    await beside(built)
    await proxy(built)
    expect(await eventually(() => reached(ask()))).toMatchObject({ HTTP_X_FORWARDED_FOR: net.addressOf('user'), HTTP_X_FORWARDED_PROTO: 'http' })
    const verified = place('web', built).run(['/usr/bin/curl', '-sS', '-m', '8', '--cacert', '/etc/ringwall/ca.crt', 'https://app:8443/'])
    expect(reached(verified)).toMatchObject({ PATH_INFO: '/' })
  })

  it('refuses somebody else beside the program, and goes nowhere in plain', { timeout: 60_000 }, async () => {
    const built = all.of('switch')
    await beside(built, (own) => {
      cpSync(foreignAuthority(), join(own, 'tls.crt'))
      cpSync(join(dirname(foreignAuthority()), 'ca.key'), join(own, 'tls.key'))
    })
    writeFileSync(join(box, 'error.log'), '')
    expect(ask().output).toContain('502 Bad Gateway')
    expect(readFileSync(join(box, 'error.log'), 'utf8')).toContain('upstream SSL certificate verify error')
    await ended('app-tls')
    expect(ask().output).toContain('502 Bad Gateway')
    await beside(built)
    expect(reached(ask())).toMatchObject({ PATH_INFO: '/x' })
  })
})
