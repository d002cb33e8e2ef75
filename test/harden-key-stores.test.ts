import { chmodSync, existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { resealed } from '../src/pki/reseal.ts'
import { readBinary } from '../src/protocols/certificates/read.ts'
import { jks, pkcs12 } from '../src/testing/keystores.ts'
import { harden } from './harden-files.ts'
import { call } from './in-process.ts'
import { unshown } from './shown-changes.ts'

const compose = `services:
  server:
    image: caskdata/coopr-server:0.9.9
    volumes:
      - ./conf:/etc/coopr/conf:ro
      - ./pki:/etc/pki/java:ro
`

function xml(settings: Readonly<Record<string, string>>): string {
  const properties = Object.entries(settings).map(
    ([name, value]) => `  <property>\n    <name>${name}</name>\n    <value>${value}</value>\n  </property>\n`,
  )
  return `<?xml version="1.0"?>\n<configuration>\n${properties.join('')}</configuration>\n`
}

const site = xml({ 'server.ssl.enabled': 'true', 'server.ssl.keystore.path': '/etc/pki/java/server.jks' })

const closed = 'ringwall/closed/conf/coopr-security.xml'

async function stores(passwords: Readonly<Record<string, string>>, files: Readonly<Record<string, Uint8Array>>, settings = site) {
  const hardened = await harden(
    { 'compose.yaml': compose, 'conf/coopr-site.xml': settings, 'conf/coopr-security.xml': xml(passwords), ...files },
    'secrets',
  )
  const again = JSON.parse((await call(['harden', hardened.folder, '--only', 'secrets', '--format', 'json'])).stdout) as Hardening
  expect(again.files).toEqual([])
  const open = hardened.plan.open.filter(({ finding }) => /^secret\/(?:published|weak|shared)$/.test(finding.control))
  // with a new secret it lies where nobody but the program reads it
  const security = hardened.read(existsSync(join(hardened.folder, closed)) ? closed : 'conf/coopr-security.xml')
  return {
    ...hardened,
    left: open.map(({ reason, why }) => `${reason}: ${why}`),
    now: valuesIn(security),
    store: (name: string) => readFileSync(join(hardened.folder, name)),
  }
}

function valuesIn(settings: string): readonly string[] {
  return [...settings.matchAll(/<value>(.*)<\/value>/g)].map(([, value = '']) => value)
}

function prints(store: Uint8Array, password: string): unknown {
  const read = readBinary(store, password)
  return read.state === 'read' ? read.keystore?.entries.map(({ kind, alias, chain }) => [kind, alias, chain[0]?.fingerprint256]) : read.why
}

async function opens(store: Uint8Array, password: string): Promise<boolean> {
  return !('cannot' in (await resealed(store, [password], 'x', (octets) => new Uint8Array(octets))))
}

describe('a published password of a key store', { timeout: 120_000 }, () => {
  it.each([
    ['JKS', jks],
    ['PKCS #12', pkcs12],
  ])('is a new one in the store, for its key and in both settings: %s', async (_, store) => {
    const passwords = { 'server.ssl.keystore.password': 'changeit', 'server.ssl.cert.password': 'changeit' }
    const { left, now, said, plan, ...after } = await stores(passwords, { 'pki/server.jks': store })
    expect(left).toEqual([])
    expect(now[0]).toMatch(/^[0-9a-f]{48}$/)
    expect(now).toEqual([now[0], now[0]])
    const made = after.store('pki/server.jks')
    expect(await opens(made, now[0]!)).toBe(true)
    expect(await opens(made, 'changeit')).toBe(false)
    expect(prints(made, now[0]!)).toEqual(prints(store, 'changeit'))
    expect(plan.measures.map(({ steps }) => steps.map(({ component, phase }) => `${phase} ${component}`))).toEqual([
      ['switch server', 'switch server', 'switch server'],
    ])
    expect(said).not.toContain(now[0])
    const { files } = JSON.parse(said) as Hardening
    expect(unshown(join(after.folder, '..', 'weak'), after.folder, { files }).faults).toEqual([])
    expect(files.find(({ file }) => file === 'pki/server.jks')).toEqual({
      file: 'pki/server.jks',
      is: 'changed',
      mode: null,
      isSecret: true,
      diff: '',
    })
  })

  it('is changed where the files are, and the store keeps its mode', async () => {
    const { folder } = await stores({ 'server.ssl.cert.password': 'changeit' }, { 'pki/server.jks': jks })
    const weak = join(folder, '..', 'weak')
    const store = join(weak, 'pki/server.jks')
    chmodSync(store, 0o640)
    const { stderr } = await call(['harden', weak, '--only', 'secrets', '--in-place', '--format', 'json'])
    expect(stderr).toBe('')
    expect(await opens(readFileSync(store), 'changeit')).toBe(false)
    expect(statSync(store).mode & 0o777).toBe(0o640)
    expect(readdirSync(join(weak, 'pki'))).toEqual(['server.jks'])
  })

  it('is a new one on a machine too', async () => {
    const unit = '[Service]\nExecStart=/opt/coopr/server/bin/server.sh start\nEnvironment=COOPR_CONF=/etc/coopr/conf\n'
    const { read, folder } = await harden(
      {
        'etc/systemd/system/coopr-server.service': unit,
        'etc/coopr/conf/coopr-site.xml': site,
        'etc/coopr/conf/coopr-security.xml': xml({ 'server.ssl.keystore.password': 'changeit', 'server.ssl.cert.password': 'changeit' }),
        'etc/pki/java/server.jks': jks,
      },
      'secrets',
    )
    const now = valuesIn(read('etc/coopr/conf/coopr-security.xml'))
    expect(now).toEqual([now[0], now[0]])
    expect(await opens(readFileSync(join(folder, 'etc/pki/java/server.jks')), now[0]!)).toBe(true)
  })

  it('is one for store and key where those were two, one of them of nobody', async () => {
    const passwords = { 'server.ssl.keystore.password': 'Keystore password', 'server.ssl.cert.password': 'changeit' }
    const { left, now } = await stores(passwords, { 'pki/server.jks': jks })
    expect(left).toEqual([])
    expect(now).toEqual([now[0], now[0]])
  })

  it('is new in each of the stores that had the same', async () => {
    const settings = site.replace(
      '</configuration>',
      xml({ 'server.ssl.trust.keystore.path': '/etc/pki/java/trust.p12' }).replace(/^[^]*?<configuration>/, ''),
    )
    const passwords = {
      'server.ssl.keystore.password': 'changeit',
      'server.ssl.cert.password': 'changeit',
      'server.ssl.trust.keystore.password': 'changeit',
    }
    const { left, now, store } = await stores(passwords, { 'pki/server.jks': jks, 'pki/trust.p12': pkcs12 }, settings)
    expect(left).toEqual([])
    expect(await opens(store('pki/server.jks'), now[0]!)).toBe(true)
    expect(await opens(store('pki/trust.p12'), now[2]!)).toBe(true)
  })

  it('is one where two projects share the store', async () => {
    const passwords = xml({ 'server.ssl.keystore.password': 'changeit', 'server.ssl.cert.password': 'changeit' })
    const own = (name: string) => ({
      [`${name}/compose.yaml`]: compose.replace('./pki', '../pki'),
      [`${name}/conf/coopr-site.xml`]: site,
      [`${name}/conf/coopr-security.xml`]: passwords,
    })
    const { read, folder } = await harden({ ...own('one'), ...own('two'), 'pki/server.jks': jks }, 'secrets')
    const now = ['one', 'two'].flatMap((name) => valuesIn(read(`${name}/${closed}`)))
    expect(now).toEqual([now[0], now[0], now[0], now[0]])
    expect(await opens(readFileSync(join(folder, 'pki/server.jks')), now[0]!)).toBe(true)
  })

  it('stays where the store is not among the files, or another password opens it', async () => {
    const passwords = { 'server.ssl.keystore.password': 'Keystore password', 'server.ssl.cert.password': 'Keystore password' }
    const away = await stores(passwords, {})
    expect(away.left).toEqual([
      'would-break: server.ssl.keystore.password of server opens a keystore that is there: keytool -storepasswd changes both together',
    ])
    const other = await stores(passwords, { 'pki/server.jks': jks })
    expect(other.left).toEqual([
      'would-break: pki/server.jks is a keystore that no password named beside it opens: its password has to change with it',
    ])
    expect(other.now).toEqual(['Keystore password', 'Keystore password'])
    expect(other.store('pki/server.jks')).toEqual(Buffer.from(jks))
  })
})
