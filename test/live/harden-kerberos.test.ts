import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ways } from './hardened.ts'
import type { Ways } from './hardened.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const programs = ['/usr/sbin/krb5kdc', '/usr/sbin/kadmind', '/usr/bin/kadmin', '/usr/bin/kinit'].map((path) => program(path))
const admin = programs.includes(undefined) ? undefined : program('/usr/sbin/kadmin.local')

const password = 'a-long-password-of-this-test'
const realm = 'A.EXAMPLE'

/** As on a machine; where the realm of the test is, a second file says. */
const files = {
  'etc/krb5.conf': `[libdefaults]\n    default_realm = ${realm}\n    dns_lookup_kdc = false\n    allow_weak_crypto = true\n`,
  'etc/krb5kdc/kdc.conf': `[realms]\n    ${realm} = {\n        supported_enctypes = aes256-cts:normal arcfour-hmac:normal\n    }\n`,
  'etc/krb5kdc/kadm5.acl': '*  *\n',
}

interface Said {
  readonly isDone: boolean
  readonly output: string
}

/** A realm with the files of a state. */
interface Realm {
  readonly call: (words: readonly string[], input?: string) => Said
  readonly local: (question: string) => string
  /** A question by kadmin, over the network, as somebody. */
  readonly asked: (who: string, question: string) => Said
  readonly keytab: (service: string) => string
}

describe.skipIf(isMissing(admin))(`a realm, hardened${reason(admin)}`, () => {
  let box: Sandbox
  let all: Ways
  beforeAll(async () => {
    box = sandbox('harden-kerberos')
    all = await ways(files, ['settings'])
  }, 120_000)
  afterAll(async () => {
    await box.stop()
    all.stop()
  })

  async function started(state: 'weak' | 'close'): Promise<Realm> {
    const [port, administration, passwords] = [await freePort(), await freePort(), await freePort()]
    const etc = join(box.folder, `${state}-etc`)
    cpSync(join(all.of(state).folder, 'etc'), etc, { recursive: true })
    box.run('/bin/mkdir', [state])
    const folder = join(box.folder, state)
    const own = {
      database_name: `${folder}/principal`,
      key_stash_file: `${folder}/stash`,
      acl_file: `${etc}/krb5kdc/kadm5.acl`,
      kdc_listen: `127.0.0.1:${port}`,
      kdc_tcp_listen: `127.0.0.1:${port}`,
      kadmind_listen: `127.0.0.1:${administration}`,
      kpasswd_listen: `127.0.0.1:${passwords}`,
      kdc: `127.0.0.1:${port}`,
      admin_server: `127.0.0.1:${administration}`,
    }
    const lines = Object.entries(own).map(([key, value]) => `  ${key} = ${value}\n`)
    writeFileSync(join(etc, 'where.conf'), `[realms]\n ${realm} = {\n${lines.join('')} }\n`, { mode: 0o644 })
    const env = [
      `KRB5_CONFIG=${etc}/krb5.conf:${etc}/where.conf`,
      `KRB5_KDC_PROFILE=${etc}/krb5kdc/kdc.conf:${etc}/where.conf`,
      `KRB5CCNAME=FILE:${folder}/tickets`,
    ]
    const run = (words: readonly string[], input = ''): string => box.run('/usr/bin/env', [...env, ...words], input)
    const call: Realm['call'] = (words, input) => {
      try {
        // kadmin says on standard error what was refused, and ends well
        return { isDone: true, output: run(['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', ...words], input) }
      } catch (error) {
        return { isDone: false, output: (error as { stdout?: string }).stdout ?? '' }
      }
    }
    const local = (question: string): string => run([admin!, '-q', question])
    const keytab = (service: string): string => join(folder, `${service}.keytab`)
    run(['/usr/sbin/kdb5_util', 'create', '-s', '-P', password, '-r', realm])
    for (const name of ['somebody', 'root/admin']) local(`addprinc -pw ${password} ${name}`)
    for (const service of ['one', 'two']) {
      local(`addprinc -randkey service/${service}`)
      local(`ktadd -k ${keytab(service)} service/${service}`)
    }
    box.start('/usr/bin/env', [...env, '/usr/sbin/krb5kdc', '-n', '-P', join(folder, 'kdc.pid')])
    box.start('/usr/bin/env', [...env, '/usr/sbin/kadmind', '-nofork', '-P', join(folder, 'kadmind.pid')])
    const asked: Realm['asked'] = (who, question) => call(['/usr/bin/kadmin', '-p', who, '-w', password, '-q', question])
    await eventually(() => expect(asked('root/admin', 'getprivs').output).toContain('current privileges'))
    return { call, local, asked, keytab }
  }

  it('gives to everybody before: tickets without a proof, and the passwords of all others', { timeout: 60_000 }, async () => {
    const weak = await started('weak')
    expect(weak.local('getprinc somebody')).not.toContain('REQUIRES_PRE_AUTH')
    expect(weak.asked('somebody', `cpw -pw ${password}-2 root/admin`).output).toContain('changed')
  })

  it('asks for a proof then, and is administered by administrators alone', { timeout: 60_000 }, async () => {
    const hardened = await started('close')
    expect(hardened.local('getprinc somebody')).toContain('REQUIRES_PRE_AUTH')
    expect(hardened.local('getprinc somebody')).not.toContain('arcfour')
    expect(hardened.asked('somebody', `cpw -pw ${password}-2 root/admin`).output).toMatch(/privilege/)
    expect(hardened.asked('root/admin', `cpw -pw ${password}-2 somebody`).output).toContain('changed')
    // services log in with the key that is theirs
    const withKey = (service: string, key: string): Said => hardened.call(['/usr/bin/kinit', '-k', '-t', hardened.keytab(key), `service/${service}`])
    expect(withKey('one', 'one')).toMatchObject({ isDone: true })
    expect(withKey('one', 'two').output).toMatch(/no suitable keys|Keytab contains no/i)
    hardened.local('cpw -randkey service/two')
    expect(withKey('two', 'two').output).toMatch(/Preauthentication failed|Password incorrect/)
  })
})
