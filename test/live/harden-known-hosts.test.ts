import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../in-process.ts'
import { eventually, freePort, isMissing, program, reason } from './server.ts'

const sshd = process.getuid?.() === 0 ? program('/usr/sbin/sshd') : undefined
const ssh = program('/usr/bin/ssh') ?? ''
const keygen = program('/usr/bin/ssh-keygen') ?? ''
const netcat = program('/bin/busybox', '/usr/bin/busybox')
const installed = netcat === undefined ? undefined : sshd

/** app logs in to data, whose host key is in its tree; elsewhere is a machine that nobody has read. */
const files: Readonly<Record<string, string>> = {
  'ringwall.yaml': 'name: shop\nsources:\n  - {host: app, tree: app}\n  - {host: data, tree: data, addresses: [data.internal]}\n',
  'app/etc/hostname': 'app\n',
  'app/etc/ssh/ssh_config': `Host data
    HostName data.internal
    Port 2200
    StrictHostKeyChecking no
    UserKnownHostsFile /dev/null
Host elsewhere
    StrictHostKeyChecking no
Host *.example
    StrictHostKeyChecking no
`,
  'data/etc/hostname': 'data\n',
}

describe.skipIf(isMissing(installed))(`hosts that a client knows${reason(installed)}`, () => {
  let folder = ''
  let server: ChildProcess | undefined
  let port = 0

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-known-'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'weak', name)), { recursive: true })
      writeFileSync(join(folder, 'weak', name), text)
    }
    for (const name of ['own', 'foreign', 'user']) execFileSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'a key', '-f', join(folder, name)])
    mkdirSync(join(folder, 'weak/data/etc/ssh'))
    writeFileSync(join(folder, 'weak/data/etc/ssh/ssh_host_ed25519_key.pub'), readFileSync(join(folder, 'own.pub')))
    mkdirSync('/run/sshd', { recursive: true })
    port = await freePort()
  })
  afterAll(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function start(hostKey: string): Promise<void> {
    await stop()
    const options = [`Port=${port}`, 'ListenAddress=127.0.0.1', `HostKey=${join(folder, hostKey)}`, `AuthorizedKeysFile=${join(folder, 'user.pub')}`]
    const words = [...options, 'StrictModes=no', 'PidFile=none', 'PermitRootLogin=prohibit-password', 'UsePAM=yes'].flatMap((each) => ['-o', each])
    server = spawn(sshd ?? '', ['-D', '-e', '-f', '/dev/null', ...words], { stdio: 'ignore', cwd: '/' })
  }

  async function stop(): Promise<void> {
    if (server === undefined || server.exitCode !== null) return
    const gone = new Promise((resolve) => server?.once('exit', resolve))
    server.kill('SIGTERM')
    await gone
  }

  /** What comes of a log-in to `data` with the client's own files; where the name leads is the only thing that is made up. */
  function logIn(tree: string): { readonly code: number | null; readonly said: string } {
    const at = (path: string): string => join(folder, tree, 'app', path)
    const options = [
      `GlobalKnownHostsFile=${at('etc/ssh/ssh_known_hosts')}`,
      `ProxyCommand=${netcat} nc 127.0.0.1 ${port}`,
      `IdentityFile=${join(folder, 'user')}`,
      'IdentitiesOnly=yes',
      'BatchMode=yes',
      ...(tree === 'weak' ? [] : [`UserKnownHostsFile=${join(folder, 'nobody')}`]),
    ]
    const done = spawnSync(ssh, ['-F', at('etc/ssh/ssh_config'), ...options.flatMap((each) => ['-o', each]), 'root@data', 'echo', 'in'], {
      encoding: 'utf8',
      timeout: 30_000,
    })
    return { code: done.status, said: done.stdout.trim() || done.stderr }
  }

  it('are pinned by the keys in their own files, and what no file tells stays open with its reason', { timeout: 60_000 }, async () => {
    const done = await call(['harden', join(folder, 'weak'), '--only', 'settings', '--all', '--write', join(folder, 'hardened')])
    expect(done.stdout.replaceAll(/\s+/g, ' ')).toContain('no host key of elsewhere is among the files')
    const config = readFileSync(join(folder, 'hardened/app/etc/ssh/ssh_config'), 'utf8')
    expect(config.match(/StrictHostKeyChecking \w+/g)).toEqual(['StrictHostKeyChecking yes', 'StrictHostKeyChecking no', 'StrictHostKeyChecking no'])
    const own = readFileSync(join(folder, 'own.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
    expect(readFileSync(join(folder, 'hardened/app/etc/ssh/ssh_known_hosts'), 'utf8')).toBe(`[data.internal]:2200 ${own}\n`)
    const again = await call(['harden', join(folder, 'hardened'), '--only', 'settings', '--format', 'json'])
    expect((JSON.parse(again.stdout) as { files: readonly unknown[] }).files).toEqual([])
  })

  it('are let in by their own key, and refused by any other', { timeout: 60_000 }, async () => {
    await start('own')
    await eventually(() => expect(logIn('weak')).toEqual({ code: 0, said: 'in' }))
    expect(logIn('hardened')).toEqual({ code: 0, said: 'in' })
    await start('foreign')
    await eventually(() => expect(logIn('weak')).toEqual({ code: 0, said: 'in' }))
    expect(logIn('hardened')).toMatchObject({ code: 255, said: expect.stringContaining('HOST IDENTIFICATION HAS CHANGED') as string })
  })
})
