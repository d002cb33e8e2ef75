import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGuard } from '../../src/guard/document/read.ts'
import { renderNginx } from '../../src/guard/render/nginx/index.ts'
import { goodPassword } from '../guard/local-world.ts'
import { logIn } from '../guard/log-in.ts'
import { writeAll, send } from '../guard/running.ts'
import { trialDocument } from '../guard/trial-document.ts'
import type { Heard } from '../guard/running.ts'
import { goodPair, listening, pki, programs } from '../tls/real-servers.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, reason, sandbox } from './server.ts'

const cli = join(import.meta.dirname, '../../dist/cli.js')

describe.skipIf(isMissing(programs.nginx))(`ringwall guard run${reason(programs.nginx)}`, () => {
  let box: Sandbox
  let behind: Server
  let guard: ChildProcess
  let https = 0
  let proxy = 0
  let file = ''
  const pem = (): string => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const audit = generateKeyPairSync('ed25519')

  beforeAll(async () => {
    box = sandbox('guard-run')
    chmodSync(box.folder, 0o711)
    const pair = goodPair(pki(box))
    const secrets = {
      pepper: randomBytes(32).toString('hex'),
      token: randomBytes(24).toString('hex'),
      secret: randomBytes(32).toString('hex'),
      accounts: randomBytes(32).toString('hex'),
      identity: pem(),
      audit: audit.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    }
    for (const [name, text] of Object.entries(secrets)) writeFileSync(join(box.folder, name), text, { mode: 0o600 })
    writeFileSync(join(box.folder, 'audit.pub'), audit.publicKey.export({ type: 'spki', format: 'pem' }))
    const upstream = await freePort()
    https = await freePort()
    proxy = await freePort()
    behind = createServer((request, response) => {
      request.resume()
      if (request.url === '/items') response.setHeader('content-type', 'application/json').end('{"id":1,"secret":"s3cret"}')
      else response.end(String(request.headers['x-guard-user'] ?? 'nobody'))
    })
    writeFileSync(join(box.folder, 'item.json'), '{"type":"object","required":["title"]}')
    behind.listen(upstream, '127.0.0.1')
    file = join(box.folder, 'guard.yaml')
    const at = (name: string): string => join(box.folder, name)
    const text = trialDocument({ at, pair, https, proxy, upstream })
    writeFileSync(file, text)
    const read = readGuard(file, text)
    if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
    await started()
    writeAll(
      at('run'),
      renderNginx(read.document, () => ''),
    )
    // the engine is somebody else here: in a deployment it is of the group of the sockets
    box.run('/bin/mkdir', [at('nginx')])
    const conf = at('nginx/nginx.conf')
    writeFileSync(conf, readFileSync(join(at('run'), 'nginx.conf'), 'utf8').replaceAll(/(?<=pid |_temp_path )[^;]*\/run\//g, `${at('nginx')}/`), {
      mode: 0o644,
    })
    box.start(programs.nginx ?? '', ['-c', conf, '-g', 'daemon off;'])
    await listening(https)
  }, 60_000)
  afterAll(async () => {
    // it lets go of its files before they go
    const gone = once(guard, 'exit')
    if (guard.kill('SIGTERM')) await gone
    behind.close()
    await box.stop()
  })

  async function started(): Promise<void> {
    guard = spawn(process.execPath, [cli, 'guard', 'run', file], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(guard.stdout!, 'data')
    chmodSync(join(box.folder, 'run'), 0o711)
    for (const socket of ['decide.sock', 'portal.sock', 'bodies.sock']) chmodSync(join(box.folder, 'run', socket), 0o666)
  }

  const run = (...argv: readonly string[]): string =>
    execFileSync(process.execPath, [cli, 'guard', ...argv], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const ask = (key?: string, method = 'GET'): Promise<Heard> =>
    send(https, [`${method} /x HTTP/1.1`, `Host: localhost:${https}`, 'Content-Length: 0', ...(key === undefined ? [] : [`X-Api-Key: ${key}`])])
  const made = (...argv: readonly string[]): string => run('keys', ...argv, '--file', file).trim()

  it('lets a key in from the moment it is made to the moment it is revoked', async () => {
    expect((await ask()).status).toBe(401)
    const key = made('new', 'robot', '--owner', 'billing', '--purpose', 'invoices', '--site', 'localhost', '--method', 'GET', '--method', 'POST')
    expect(await ask(key)).toMatchObject({ status: 200, body: expect.stringContaining('system:billing') as string })
    expect((await ask(key, 'POST')).status).toBe(200)
    expect((await ask(key, 'DELETE')).status).toBe(403)
    const next = made('rotate', 'robot', '--overlap', '1')
    expect([(await ask(key)).status, (await ask(next)).status]).toEqual([200, 200])
    await eventually(() => {
      expect(spawnSync(process.execPath, [cli, 'guard', 'keys', 'list', '--file', file], { encoding: 'utf8' })).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(/^robot {2}.*still used after its rotation$/m) as string,
      })
    })
    made('revoke', 'robot')
    expect([(await ask(key)).status, (await ask(next)).status]).toEqual([401, 200])
    // nothing that is kept or written holds a key
    for (const name of readdirSync(box.folder, { recursive: true }) as string[]) {
      const path = join(box.folder, name)
      if (!statSync(path).isFile()) continue
      const text = readFileSync(path, 'latin1')
      expect([name, text.includes(key), text.includes(next)]).toEqual([name, false, false])
    }
  })

  it('looks at bodies', async () => {
    const key = made('new', 'writer', '--owner', 'billing', '--purpose', 'items', '--site', 'localhost', '--method', 'POST')
    const post = (body: string): Promise<Heard> =>
      send(
        https,
        ['POST /items HTTP/1.1', `Host: localhost:${https}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, `X-Api-Key: ${key}`],
        { body },
      )
    expect(await post('{"title":1}')).toMatchObject({ status: 200, body: expect.stringContaining('{"id":1,"secret":"redacted"}') as string })
    expect(await post('{}')).toMatchObject({ status: 422, body: expect.stringContaining('refused: body-schema') as string })
    made('revoke', 'writer')
  })

  it('gives and takes rights that hold at once', async () => {
    const key = made('new', 'other', '--owner', 'other', '--purpose', 'a test', '--site', 'localhost')
    expect((await ask(key)).status).toBe(403)
    run('rights', 'give', 'system:other', 'read', 'app', '--file', file)
    await eventually(async () => {
      expect((await ask(key)).status).toBe(200)
    })
    const id = /^(?<id>right-\S+).* to system:other/m.exec(run('rights', 'list', '--file', file))?.groups?.['id'] ?? ''
    run('rights', 'take', id, '--file', file)
    await eventually(async () => {
      expect((await ask(key)).status).toBe(403)
    })
  })

  it('says what browsers reported, and proposes no policy from what nobody in particular did', () => {
    const report = JSON.stringify({
      'csp-report': {
        'document-uri': `https://localhost:${https}/x`,
        'blocked-uri': 'inline',
        'effective-directive': 'script-src-elem',
        'script-sample': '\u001B[31m<b>',
      },
    })
    const type = 'content-type: application/csp-report'
    const answer = execFileSync(
      '/usr/bin/curl',
      ['-sk', '-w', '%{http_code}', '-H', type, '--data', report, `https://localhost:${https}/.guard/csp`],
      {
        encoding: 'utf8',
      },
    )
    expect(answer).toBe('204')
    const shown = run('csp', 'report', '--file', file)
    expect(shown).toMatch(
      /^localhost\n {2}seen {2}script-src-elem inline "\\u001b\[31m<b>" {2}0 by people {2}1 by others {2}last [\d-]+ {2}on localhost\/\*\*\n$/,
    )
    const proposal = spawnSync(process.execPath, [cli, 'guard', 'csp', 'propose', '--site', 'localhost', '--file', file], { encoding: 'utf8' })
    expect(proposal.status).toBe(1)
    expect(proposal.stdout).toMatch(
      /^sites:\n {2}localhost:\n {4}headers:\n {6}policy-mode: enforce\n {6}policy: default-src 'self'; script-src 'self'; /,
    )
    expect(proposal.stderr).toContain('would be stopped: script-src-elem inline "\\u001b[31m<b>": nobody who is logged in reported it')
    expect(run('csp', 'forget', '--file', file)).toBe('localhost: 1 forgotten\n')
    expect(run('csp', 'propose', '--file', file)).not.toContain('sha256')
  })

  it('has accounts of its own, which end at once', async () => {
    const accounts = (...argv: readonly string[]): string => run('accounts', ...argv, '--file', file)
    writeFileSync(join(box.folder, 'password'), goodPassword, { mode: 0o600 })
    accounts('add', 'ann', '--group', 'planners', '--password', `file:${join(box.folder, 'password')}`)
    expect(accounts('add', 'eve')).toMatch(/^https:\/\/localhost:\d+\/\.guard\/invitation#eve~[\w-]{43}\n$/)
    expect(accounts('list').split('\n')).toEqual([
      expect.stringMatching(/^ann {2}in force {2}no second factor {2}local:planners {2}since /),
      expect.stringMatching(/^eve {2}invited until .* {2}no second factor {2}since /),
      '',
    ])
    const again = spawnSync(process.execPath, [cli, 'guard', 'accounts', 'add', 'ann', '--password', '-', '--file', file], {
      input: `${goodPassword}\n`,
      encoding: 'utf8',
    })
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('it is there already')])
    const cookie = await logIn(https, 'Ann', goodPassword)
    const asked = async (): Promise<Heard> => send(https, ['GET /x HTTP/1.1', `Host: localhost:${https}`, `Cookie: ${cookie}`])
    expect(await asked()).toMatchObject({ status: 200, body: expect.stringContaining('person:local:ann') as string })
    accounts('disable', 'ann')
    expect((await asked()).status).toBe(401)
    expect(accounts('list')).toContain('ann  disabled')
  })

  it('lets a component out to what is listed, and says what was never used', async () => {
    const token = readFileSync(join(box.folder, 'token'), 'utf8')
    const out = (host: string, who = `web:${token}`): string =>
      spawnSync(
        '/usr/bin/curl',
        [
          '-sk',
          '-o',
          '/dev/null',
          '-w',
          '%{http_connect} %{http_code}',
          '--max-time',
          '20',
          '--proxy',
          `http://${who}@127.0.0.1:${proxy}`,
          `https://${host}/x`,
        ],
        { encoding: 'utf8' },
      ).stdout
    expect(out(`localhost:${https}`)).toBe('200 401')
    expect(out(`localhost:${https}`, 'web:wrong-and-long-enough')).toMatch(/^40[37] 000$/)
    expect(out('elsewhere.example')).toMatch(/^403 000$/)
    expect(out(`127.0.0.1:${https}`)).toMatch(/^403 000$/)
    const report = spawnSync(process.execPath, [cli, 'guard', 'egress', 'report', '--file', file], { encoding: 'utf8' })
    expect([report.status, report.stdout.split('\n').slice(0, 2)]).toEqual([
      1,
      ['unused  the test  never used', expect.stringMatching(/^itself {2}the test {2}1 times, last \S+ {2}not scannable: 1 within TLS$/) as string],
    ])
    expect(run('egress', 'learn', '--file', file)).toBe('# nothing was reached that no entry permits\n')
    expect(run('egress', 'render', 'squid', '--file', file)).toContain('acl role_web src 10.1.0.0/24')
  })

  it('has each of these in its log, verified by whoever has the public key', async () => {
    guard.kill('SIGTERM')
    await once(guard, 'exit')
    expect((await ask()).status).toBe(503)
    const log = join(box.folder, 'audit-log')
    const shown = run('audit', 'show', log)
    for (const what of [
      'change=created key=robot',
      'change=rotated key=robot',
      'change=revoked key=robot',
      'verdict=allow who=key:robot',
      'account account=ann by=account:operator change=created',
      'account account=ann by=account:operator change=disabled',
      'log-in how=password outcome=granted source=127.0.0.1 who=account:local:ann',
      'log-out who=account:local:ann why=revoked',
      'operation stop',
    ])
      expect(shown).toContain(what)
    expect(run('audit', 'verify', log, '--key', join(box.folder, 'audit.pub'))).toMatch(/records/)
    await started()
    await eventually(async () => {
      expect((await ask()).status).toBe(401)
    })
  })

  it('lets nothing be changed by a page that reaches its socket', () => {
    const socket = join(box.folder, 'run/manage.sock')
    const answer = execFileSync(
      '/usr/bin/curl',
      ['-s', '--unix-socket', socket, '-H', 'Origin: https://evil.example', '-X', 'POST', 'http://x/keys/robot/revoke'],
      { encoding: 'utf8' },
    )
    expect(answer).toBe('{"error":"not from a browser"}')
    expect(statSync(socket).mode & 0o777).toBe(0o600)
  })

  it('runs once: a second one says who holds its log', () => {
    const second = spawnSync(process.execPath, [cli, 'guard', 'run', file], { encoding: 'utf8', timeout: 20_000 })
    expect(second.status).not.toBe(0)
    expect(second.stderr).toMatch(/^ringwall: error: /)
  })
})
