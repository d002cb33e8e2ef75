import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ssh } from '../../src/probes/ssh/index.ts'
import { knownHosts } from '../../src/protocols/known-hosts.ts'
import { asked } from './ask.ts'
import { login } from './login.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/sshd')
const keygen = program('/usr/bin/ssh-keygen')

describe.skipIf(isMissing(server))(`SSH on the wire${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-ssh')
    for (const [type, bits] of [
      ['ed25519', '256'],
      ['ecdsa', '384'],
      ['rsa', '2048'],
    ])
      box.run(keygen ?? '', ['-q', '-t', type ?? '', '-b', bits ?? '', '-N', '', '-f', type ?? ''])
    box.run(keygen ?? '', ['-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', 'short'])
  })
  afterAll(() => box.stop())

  /** As nobody: it serves its own user alone, which is enough to be asked. */
  async function started(text: string, keys: readonly string[] = ['ed25519', 'rsa']): Promise<number> {
    const port = await freePort()
    const path = join(box.folder, `${count++}.conf`)
    const own = `Port ${port}\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\n${keys.map((key) => `HostKey ${join(box.folder, key)}\n`).join('')}`
    writeFileSync(path, `${own}${text}\n`, { mode: 0o644 })
    box.start(server ?? '', ['-D', '-f', path])
    return port
  }

  const names = [
    'PasswordAuthentication',
    'KbdInteractiveAuthentication',
    'Ciphers',
    'MACs',
    'KexAlgorithms',
    'HostKeyAlgorithms',
    'strict key exchange',
    'HostKey',
  ]

  it.each<[string, string, readonly string[] | undefined, string, readonly string[]]>([
    [
      'passwords, and the defaults',
      'PasswordAuthentication yes',
      undefined,
      'password',
      ['PasswordAuthentication', 'KbdInteractiveAuthentication', 'MACs'],
    ],
    ['keys alone', 'PasswordAuthentication no\nKbdInteractiveAuthentication no\nMACs hmac-sha2-256', undefined, 'certificate', []],
    [
      'old algorithms',
      'PasswordAuthentication no\nKbdInteractiveAuthentication no\nMACs hmac-md5,hmac-sha2-512\nCiphers aes128-cbc,aes128-ctr\nKexAlgorithms diffie-hellman-group14-sha1,ecdh-sha2-nistp521\nHostKeyAlgorithms ssh-rsa,rsa-sha2-256',
      ['rsa'],
      'certificate',
      ['MACs', 'Ciphers', 'KexAlgorithms', 'HostKeyAlgorithms'],
    ],
    [
      'a short key',
      'PasswordAuthentication no\nKbdInteractiveAuthentication no\nMACs hmac-sha2-256\nRequiredRSASize 1024',
      ['short'],
      'certificate',
      ['HostKey'],
    ],
  ])('tells %s', async (_, text, keys, authentication, unsafe) => {
    const port = await started(text, keys)
    const answers = await eventually(() => asked(ssh, port))
    expect(answers.flatMap(({ why }) => why ?? [])).toEqual([])
    const learned = answers[1]?.learned
    expect(learned?.authentication).toBe(authentication)
    expect(learned?.version).toBe('9.2')
    const told = new Map(learned?.observations?.map(({ key, verdict }) => [key, verdict]))
    expect([...told.keys()].toSorted()).toEqual(names.toSorted())
    expect(names.filter((name) => told.get(name) === 'unsafe').toSorted()).toEqual(unsafe.toSorted())
  })

  it.each(
    [
      ...[
        'curve25519-sha256',
        'ecdh-sha2-nistp256',
        'ecdh-sha2-nistp384',
        'ecdh-sha2-nistp521',
        'diffie-hellman-group14-sha256',
        'diffie-hellman-group16-sha512',
      ].map((kex) => `KexAlgorithms ${kex}`),
      ...['aes128-ctr', 'aes256-ctr', 'aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'].map((cipher) => `Ciphers ${cipher}`),
      ...['hmac-sha2-256', 'hmac-sha2-512', 'hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha1'].map(
        (mac) => `Ciphers aes128-ctr\nMACs ${mac}`,
      ),
    ].map((text) => [text]),
  )('agrees on keys with %s', async (text) => {
    const port = await started(text)
    const answers = await eventually(() => asked(ssh, port))
    const own = readFileSync(join(box.folder, 'ed25519.pub'), 'utf8')
    const fingerprint = box.run(keygen ?? '', ['-l', '-f', '-'], own).split(' ')[1]
    expect(answers[1]?.learned?.said).toContain(`host key ssh-ed25519 of 256 bits, ${fingerprint}; ways to log in: publickey, password`)
  })

  it.each([
    ['ecdsa', 'ecdsa-sha2-nistp384 of 384 bits'],
    ['rsa', 'ssh-rsa of 2048 bits'],
  ])('proves a key of %s', async (key, said) => {
    const port = await started('', [key])
    const answers = await eventually(() => asked(ssh, port))
    const fingerprint = box.run(keygen ?? '', ['-l', '-f', `${key}.pub`]).split(' ')[1]
    expect(answers[1]?.learned?.said).toContain(`host key ${said}, ${fingerprint}`)
  })

  it('shows the key that lines of known_hosts are about, also those that ssh-keygen hashes', async () => {
    const port = await started('', ['ed25519'])
    const [, answer] = await eventually(() => asked(ssh, port))
    const file = join(box.folder, 'known')
    writeFileSync(file, `[bastion.example]:${port} ${readFileSync(join(box.folder, 'ed25519.pub'), 'utf8')}`)
    execFileSync(keygen ?? '', ['-q', '-H', '-f', file], { stdio: 'ignore' })
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^\|1\|/)
    const [line] = knownHosts(text)
    expect([line?.isAbout('bastion.example', port), line?.isAbout('bastion.example', port + 1)]).toEqual([true, false])
    expect(answer?.learned?.hostKey).toEqual({ type: 'ssh-ed25519', fingerprint: line?.fingerprint })
  })

  it('proves nothing where nothing is in common, and still tells what is offered', async () => {
    const port = await started('Ciphers chacha20-poly1305@openssh.com')
    const answers = await eventually(() => asked(ssh, port))
    expect(answers[1]?.learned?.unproven).toEqual(['host key and ways to log in: the server and this client have no algorithms in common'])
    expect(answers[1]?.learned?.observations?.find(({ key }) => key === 'Ciphers')?.verdict).toBe('safe')
  })

  it('tries an account', async () => {
    const port = await started('')
    expect(await eventually(() => login(ssh, port, 'somebody', 'a-long-password-of-this-test'))).toBe('refused')
    const other = await started('PasswordAuthentication no')
    expect(await eventually(() => login(ssh, other, 'somebody', 'a-long-password-of-this-test'))).toEqual({ unproven: 'no password is taken' })
  })
})
