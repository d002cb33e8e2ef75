import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { jmx } from '../../src/probes/jmx/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const java = program('/usr/bin/java')
const javac = program('/usr/bin/javac')
const keytool = program('/usr/bin/keytool')
const installed = javac === undefined || keytool === undefined ? undefined : java

describe.skipIf(isMissing(installed))(`JMX${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('verify-jmx')
    const waits = 'public class Waits { public static void main(String[] names) throws Exception { Thread.sleep(600_000); } }'
    writeFileSync(join(box.folder, 'Waits.java'), waits)
    box.run(javac ?? '', ['Waits.java'])
    const key = ['-genkeypair', '-alias', 'a', '-keyalg', 'RSA', '-dname', 'CN=localhost', '-validity', '2']
    box.run(keytool ?? '', [...key, '-keystore', 'keys', '-storepass', 'changeit'])
    for (const [name, text] of [
      ['passwords', 'reader a-password-of-this-test\n'],
      ['access', 'reader readonly\n'],
    ] as const) {
      const file = join(box.folder, name)
      writeFileSync(file, text)
      // the JVM takes the file of its own user alone
      chmodSync(file, 0o600)
      if (process.getuid?.() === 0) chownSync(file, 65_534, 65_534)
    }
  })
  afterAll(() => box.stop())

  /** What a JVM with these settings is found to do. */
  async function found(settings: Readonly<Record<string, string>>): Promise<readonly Answer[]> {
    const port = await freePort()
    const own = Object.entries({ port: String(port), host: '127.0.0.1', ...settings }).map(
      ([key, value]) => `-Dcom.sun.management.jmxremote.${key}=${value}`,
    )
    const keys = ['-Djavax.net.ssl.keyStore=keys', '-Djavax.net.ssl.keyStorePassword=changeit', '-Djavax.net.ssl.trustStore=keys']
    box.start(java ?? '', [...own, ...keys, '-Xmx64m', 'Waits'])
    return eventually(() => asked(jmx, port, { timeout: 5000 }))
  }
  const login = { authenticate: 'true', 'password.file': 'passwords', 'access.file': 'access' }
  const clear = 'the registry gives jmxrmi to everybody; its connector is called in clear'
  const inside = 'the registry gives jmxrmi to everybody; its connector is called inside TLS'

  it.each([
    ['open', { authenticate: 'false', ssl: 'false' }, `${clear}; a client without credentials is let in`, { authentication: 'none', tls: 'none' }],
    [
      'behind a log-in',
      { ...login, ssl: 'false' },
      `${clear}; a client without credentials is turned away`,
      { authentication: 'password', tls: 'none' },
    ],
    [
      'inside TLS without a log-in',
      { authenticate: 'false', ssl: 'true' },
      `${inside}; a client without credentials is let in`,
      { authentication: 'none', tls: 'required' },
    ],
    [
      'behind both',
      { ...login, ssl: 'true' },
      `${inside}; a client without credentials is turned away`,
      { authentication: 'password', tls: 'required' },
    ],
    [
      'behind a certificate',
      { authenticate: 'false', ssl: 'true', 'ssl.need.client.auth': 'true' },
      `${inside}, and wants a certificate of its clients`,
      { authentication: 'certificate', tls: 'required' },
    ],
  ])('is told: %s', async (_, settings, said, expected) => {
    const [way, answer] = await found(settings)
    expect(way?.learned).toEqual({ said: 'the registry answers without TLS' })
    expect(answer).toMatchObject({ learned: { said, ...expected } })
  })

  it('is told where its registry is inside TLS too', async () => {
    const [way, answer] = await found({ ...login, ssl: 'true', 'registry.ssl': 'true' })
    expect(way?.learned?.tls).toBe('required')
    expect(answer).toMatchObject({ learned: { authentication: 'password', tls: 'required' } })
  })
})
