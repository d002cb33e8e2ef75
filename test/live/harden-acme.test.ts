import type { ChildProcess } from 'node:child_process'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foreignAuthority } from './foreign-authority.ts'
import type { Built, Place, Ways } from './hardened.ts'
import { placeOf, ways } from './hardened.ts'
import { networking } from './networks.ts'
import type { OneNetwork } from './one-network.ts'
import { oneNetwork } from './one-network.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const caddy = program('/usr/bin/caddy')
const others = [
  program('/usr/bin/pebble'),
  program('/usr/bin/pebble-challtestsrv'),
  program('/usr/bin/curl'),
  program('/usr/bin/openssl'),
  networking,
]
const installed = others.includes(undefined) ? undefined : caddy

const compose = `services:
  web:
    image: caddy:2.6
    ports: ["80:80"]
    volumes:
      - ./site.conf:/etc/caddy/Caddyfile:ro
  issuer:
    image: debian:12
    command: sleep infinity
  user:
    image: debian:12
    command: sleep infinity
`
const site = `http://shop.example.org {
	respond "it works"
}
`

describe.skipIf(isMissing(installed))(`certificates of an ACME issuer, with Caddy${reason(installed)}`, () => {
  const running: ChildProcess[] = []
  let net: OneNetwork
  let all: Ways
  let box: string
  beforeAll(async () => {
    net = oneNetwork('web', 'issuer', 'user')
    box = mkdtempSync(join(tmpdir(), 'ringwall-acme-'))
    chmodSync(box, 0o755)
    all = await ways({ 'compose.yaml': compose, 'site.conf': site }, ['entrance'], { acme: 'https://acme.example.net:14000/dir' })
    // what the issuer itself shows those who ask it
    const words = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=acme',
      '-addext',
      'subjectAltName=DNS:acme.example.net',
    ]
    execFileSync('/usr/bin/openssl', [...words, '-keyout', join(box, 'acme.key'), '-out', join(box, 'acme.crt')], { stdio: 'ignore' })
    const own = { certificate: join(box, 'acme.crt'), privateKey: join(box, 'acme.key'), httpPort: 80, tlsPort: 443, ocspResponderURL: '' }
    const config = { pebble: { listenAddress: '0.0.0.0:14000', managementListenAddress: '0.0.0.0:15000', ...own } }
    writeFileSync(join(box, 'pebble.json'), JSON.stringify(config))
    const ports = ['-dns01', '127.0.0.1:8053', '-http01', '', '-https01', '', '-tlsalpn01', '', '-management', '127.0.0.1:8055']
    const issuer = place('issuer')
    running.push(issuer.start(['/usr/bin/pebble-challtestsrv', ...ports, '-defaultIPv4', net.addressOf('web'), '-defaultIPv6', '']))
    const env = ['PEBBLE_VA_NOSLEEP=1', 'PEBBLE_WFE_NONCEREJECT=0']
    running.push(issuer.start(['/usr/bin/env', ...env, '/usr/bin/pebble', '-config', join(box, 'pebble.json'), '-dnsserver', '127.0.0.1:8053']))
    const told = (word: string, path: string): string => {
      const { output } = ask('--cacert', join(box, 'acme.crt'), `https://acme.example.net:${path}`)
      if (!output.includes(word)) throw new Error(output)
      return output
    }
    await eventually(() => told('newOrder', '14000/dir'))
    writeFileSync(join(box, 'root.pem'), await eventually(() => told('BEGIN CERTIFICATE', '15000/roots/0')))
  }, 240_000)
  afterAll(async () => {
    for (const child of running) await ended(child)
    net.stop()
    all.stop()
    rmSync(box, { recursive: true, force: true })
  })

  const place = (of: string, built: Built = all.of('weak')): Place =>
    placeOf(net, of, built, 0, { 'shop.example.org': net.addressOf('web'), 'acme.example.net': net.addressOf('issuer') })
  const ask = (...words: readonly string[]): ReturnType<Place['run']> => place('user').run(['/usr/bin/curl', '-sS', '-m', '8', ...words])

  async function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }

  it('are asked for by the proxy itself, and people are sent to TLS', { timeout: 120_000 }, async () => {
    const built = all.of('close')
    const text = readFileSync(join(built.folder, 'site.conf'), 'utf8')
    expect(text).toBe(
      '{\n\tacme_ca https://acme.example.net:14000/dir\n}\n\nhttp://shop.example.org {\n\tredir https://{host}{uri} 308\n}\n\nhttps://shop.example.org {\n\trespond "it works"\n}\n',
    )
    const env = [`HOME=${box}`, `SSL_CERT_FILE=${box}/acme.crt`]
    const file = ['--adapter', 'caddyfile', '--config', join(built.folder, 'site.conf')]
    running.push(place('web', built).start(['/usr/bin/env', ...env, caddy!, 'run', ...file]))
    const secure = 'https://shop.example.org/'
    await eventually(() => expect(ask('--cacert', join(box, 'root.pem'), secure).output).toBe('it works'))
    expect(ask('--cacert', foreignAuthority(), secure).output).toMatch(/unable to get local issuer certificate/)
    expect(ask('-o', join(box, 'answer'), '-w', '%{http_code} %{redirect_url}', 'http://shop.example.org/a?b=c').output).toBe(`308 ${secure}a?b=c`)
  })
})
