import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../../src/model/statement.ts'
import { call } from '../in-process.ts'
import type { Engine } from '../lab/engine.ts'
import { startEngine } from '../lab/engine.ts'
import type { Flawed, Sent } from '../lab/flawed-certificates.ts'
import { flawedCertificates } from '../lab/flawed-certificates.ts'
import type { Shop } from '../lab/shop-project.ts'
import { startShop } from '../lab/shop-project.ts'
import { importShop, shopPrograms } from '../lab/shop.ts'
import { eventually, isMissing, program, reason } from './server.ts'

const dockerd = shopPrograms === undefined ? undefined : program('/usr/sbin/dockerd')
const passphrase = { PASS: 'a-passphrase-of-the-lab' }

describe.skipIf(isMissing(dockerd))(`harden --apply goes back by itself, and says what happened${reason(dockerd)}`, () => {
  let engine: Engine
  let shop: Shop
  let flawed: Flawed
  /** A disk of its own, which a test can fill. */
  let disk: string
  let check: string
  beforeAll(async () => {
    engine = await startEngine()
    importShop(engine)
    disk = join(engine.folder, 'shop')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=755', 'tmpfs', disk])
    shop = await startShop(engine)
    check = readFileSync(file('web/check.py'), 'utf8')
    flawed = await flawedCertificates('cache')
    for (const [name, text] of Object.entries(flawed.root)) writeFileSync(join(engine.folder, `root.${name}`), text)
    const from = ['--certificate', 'root.certificate', '--key-from', 'root.key', '--passphrase', 'env:PASS']
    const imported = await call(['ca', 'import', 'authority', ...from], engine.folder, passphrase)
    if (imported.exit !== 0) throw new Error(imported.stderr)
  }, 240_000)
  afterAll(async () => {
    shop.stop()
    execFileSync('umount', [disk])
    await engine.stop()
  }, 120_000)

  afterEach(() => mend())

  const file = (name: string): string => join(shop.folder, name)
  /** The server that is given a certificate starts with other words. */
  const server = (words: string): void => writeFileSync(file('lab/fault.sh'), `case "$*" in *ringwall*) ${words};; esac\n`)
  /** It shows this one instead. */
  const shows = ({ chain, key }: Sent): void => {
    writeFileSync(file('lab/tls.crt'), chain)
    writeFileSync(file('lab/tls.key'), key)
    server('set -- "$@" --tls-cert-file /lab/tls.crt --tls-key-file /lab/tls.key')
  }
  /** The application calls itself well, whatever it meets: what ends the stage is what the connection itself is seen to be. */
  const calledWell = (): void => writeFileSync(file('web/check.py'), 'pass\n')
  /** Compose, which fills the disk once it has started what the first stage changed. */
  const filling = (): string => {
    const path = join(engine.folder, 'filling')
    const fill = `*" up --detach "*) docker-compose "$@"; head -c 8000000 /dev/zero >${file('filler')} 2>/dev/null; exit 0;;`
    writeFileSync(path, `#!/bin/sh\ncase "$*" in ${fill} esac\nexec docker-compose "$@"\n`)
    chmodSync(path, 0o755)
    return path
  }

  /** Nothing is to go wrong any more. */
  const mend = (): void => {
    for (const name of ['filler', 'lab/fault.sh', 'lab/tls.crt', 'lab/tls.key']) rmSync(file(name), { force: true })
    writeFileSync(file('web/check.py'), check)
  }

  it.each<[what: string, why: RegExp, fault: () => void, words?: () => readonly string[]]>([
    ['a server that does not come up', /^cache does not run: it is exited, with exit code 1/, () => server('exit 1')],
    ['a disk that is full', /^ENOSPC \(\w+\)$/, () => {}, () => ['--compose', filling()]],
    [
      'a certificate that the application does not take',
      /^web is unhealthy by its own health check; .*the certificate of cache is not made for that name, which web uses/,
      () => shows(flawed.wrongName),
    ],
    [
      'a certificate with the wrong name, of which the application says nothing',
      /^web->cache:6380: the certificate of cache is not made for that name, which web uses \(channel\/certificate\)$/,
      () => {
        calledWell()
        shows(flawed.wrongName)
      },
    ],
    [
      'a certificate that has ended, of which the application says nothing',
      /^cache:6380: the certificate of cache:6380 ended on [\d-]+ \(channel\/certificate\)$/,
      () => {
        calledWell()
        shows(flawed.ended)
      },
    ],
    [
      'a certificate of an authority that has ended, of which the application says nothing',
      /^web->cache:6380: the CA by which web knows the certificate of cache is in force from [\d-]+ to [\d-]+ alone \(channel\/certificate\)$/,
      () => {
        calledWell()
        shows(flawed.endedAuthority)
      },
    ],
  ])('from %s', { timeout: 600_000 }, async (_what, why, fault, words = () => []) => {
    const { folder, env, health, ping, texts } = shop
    fault()
    const weak = texts()
    const said = join(engine.folder, 'fault.json')
    const harden = (...more: readonly string[]) =>
      call(['harden', folder, '--state', join(engine.folder, 'states'), ...more], engine.folder, { ...env, ...passphrase })
    const authority = ['--ca', 'authority', '--passphrase', 'env:PASS', '--wait', '6']
    const applied = await harden('--apply', '--yes', '--only', 'channels', ...authority, '--format', 'json', '--output', said, ...words())
    expect({ ...applied, stderr: '' }).toEqual({ exit: 1, stdout: '', stderr: '' })
    const statement = JSON.parse(readFileSync(said, 'utf8')) as Statement
    expect(statement.outcome).toBe('taken-back')
    expect(statement.why).toMatch(why)
    const status = (await harden('--status')).stdout
    expect(status).toContain('the old state holds')
    expect(status).toContain(`it says why: ${statement.why}\n`)
    expect(words().length === 0 || statfsSync(disk).bfree === 0).toBe(true)
    rmSync(file('filler'), { force: true })
    expect(texts()).toEqual(weak)
    mend()
    await eventually(() => expect(health()).toBe('healthy'))
    expect(ping('redis://cache:6379')).toBe('True')
  })
})
