import { execFileSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SshPlace } from '../../src/vantages/ssh.ts'
import { sshVantage } from '../../src/vantages/ssh.ts'
import { attempt } from '../../src/wire/fault.ts'
import type { Vantage } from '../../src/wire/vantage.ts'
import { eventually, freePort, isMissing, program, reason } from './server.ts'

const isRoot = process.getuid?.() === 0
const sshd = isRoot ? program('/usr/sbin/sshd') : undefined
const keygen = program('/usr/bin/ssh-keygen')
const { signal } = new AbortController()
const usual = { signal, timeout: 5000 }

describe.skipIf(isMissing(sshd))(`a host over SSH${reason(sshd)}`, () => {
  let folder = ''
  let daemon: ChildProcess
  let echo: Server
  let place: SshPlace
  const used: Vantage[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-sshd-'))
    chmodSync(folder, 0o755)
    for (const name of ['host', 'other', 'user']) execFileSync(keygen ?? '', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
    execFileSync('cp', [join(folder, 'user.pub'), join(folder, 'authorized')])
    chownSync(join(folder, 'authorized'), 65_534, 65_534)
    const port = await freePort()
    // the account is nobody's: it has no shell and no password, and may have connections opened
    const lines = [`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${folder}/host`, `AuthorizedKeysFile ${folder}/authorized`, 'PidFile none']
    writeFileSync(
      join(folder, 'sshd_config'),
      [...lines, 'StrictModes no', 'UsePAM yes', 'AllowUsers nobody', 'PermitOpen 127.0.0.1:*', ''].join('\n'),
    )
    mkdirSync('/run/sshd', { recursive: true })
    daemon = spawn(sshd ?? '', ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' })
    echo = createServer((socket) => socket.pipe(socket))
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
    place = { user: 'nobody', host: '127.0.0.1', port }
    for (const [name, key] of [
      ['good', 'host'],
      ['changed', 'other'],
      ['unknown', undefined],
    ] as const) {
      const known = key === undefined ? '' : `[127.0.0.1]:${port} ${readFileSync(join(folder, `${key}.pub`), 'utf8')}`
      writeFileSync(join(folder, `known-${name}`), known)
      const words = [
        `IdentityFile ${folder}/user`,
        'IdentitiesOnly yes',
        `UserKnownHostsFile ${folder}/known-${name}`,
        'GlobalKnownHostsFile /dev/null',
      ]
      writeFileSync(join(folder, `config-${name}`), `${words.join('\n')}\n`)
    }
    await eventually(async () => (await over('good').dial('127.0.0.1', portOf(echo), usual)).destroy())
  })
  afterAll(async () => {
    await Promise.all(used.map((each) => each.close()))
    daemon.kill('SIGTERM')
    echo.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function over(name: string, where: Partial<SshPlace> = {}): Vantage {
    const vantage = sshVantage({ ...place, ...where }, { configuration: join(folder, `config-${name}`) })
    used.push(vantage)
    return vantage
  }

  const faultOf = async (vantage: Vantage, host: string, port: number): Promise<string> => {
    const got = await attempt(() => vantage.dial(host, port, usual))
    if (got.ok) got.value.destroy()
    return got.ok ? 'open' : `${got.fault.whose} ${got.fault.kind}: ${got.fault.detail}`
  }

  it('passes many conversations over one connection', async () => {
    const vantage = over('good')
    const talks = Array.from({ length: 8 }, async (_, index) => {
      const stream = await vantage.dial('127.0.0.1', portOf(echo), usual)
      const text = `${index}-`.repeat(20_000)
      stream.end(text)
      let got = ''
      for await (const chunk of stream) got += String(chunk)
      return got === text
    })
    expect(await Promise.all(talks)).toEqual(talks.map(() => true))
  })

  it('tells what the system there says, and what the host does not do', async () => {
    const vantage = over('good')
    expect(await faultOf(vantage, '127.0.0.1', await freePort())).toBe('server refused: the connection was refused (ECONNREFUSED)')
    expect(await faultOf(vantage, '127.0.0.1', portOf(echo))).toBe('open')
    expect(await faultOf(vantage, '192.0.2.1', 80)).toContain('us client: the host does not pass connections on')
    expect(await faultOf(vantage, '-oProxyCommand=x', 80)).toContain('us name')
  })

  it.each([
    ['unknown', 'its host key is not known here'],
    ['changed', 'its host key is another one than known_hosts says'],
  ])('is not talked to when its host key is %s', async (name, why) => {
    const before = readFileSync(join(folder, `known-${name}`), 'utf8')
    expect(await faultOf(over(name), '127.0.0.1', portOf(echo))).toContain(`us client: nobody@127.0.0.1: ${why}`)
    expect(readFileSync(join(folder, `known-${name}`), 'utf8')).toBe(before)
  })

  it('says that it lets nobody in, or is not there', async () => {
    expect(await faultOf(over('good', { user: 'daemon' }), '127.0.0.1', 80)).toContain('it does not let this user in')
    expect(await faultOf(over('good', { port: await freePort() }), '127.0.0.1', 80)).toContain('nothing listens for SSH there')
  })

  it('leaves nothing behind on this machine', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('ringwall-ssh-')).length
    const vantage = over('good')
    const stream = await vantage.dial('127.0.0.1', portOf(echo), usual)
    await vantage.close()
    stream.destroy()
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('ringwall-ssh-')).length).toBe(before)
    expect(await faultOf(vantage, '127.0.0.1', 80)).toContain('was let go')
  })
})

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
