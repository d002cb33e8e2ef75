import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { kafka } from '../../src/probes/kafka/index.ts'
import { kafkaStandIn } from '../stand-ins/kafka.ts'
import type { StandIn } from '../stand-ins/serve.ts'
import { asked } from './ask.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const openssl = program('/usr/bin/openssl')

describe.skipIf(isMissing(openssl))(`Kafka, which Debian does not have, by a stand-in${reason(openssl)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let running: StandIn | undefined
  beforeAll(() => {
    box = sandbox('verify-kafka')
    own = ownAuthority(box)
  })
  afterEach(() => running?.stop())
  afterAll(() => box.stop())

  it.each([
    ['without log-ins', [], 'none'],
    ['with passwords', ['PLAIN', 'SCRAM-SHA-512'], 'password'],
    ['with Kerberos alone', ['GSSAPI'], 'kerberos'],
    ['with tokens alone', ['OAUTHBEARER'], 'token'],
    ['with a mechanism of nobody', ['OWN'], undefined],
  ])('is told %s', async (_, mechanisms, authentication) => {
    for (const [tls, word] of [
      [undefined, 'none'],
      [own, 'required'],
    ] as const) {
      running = await kafkaStandIn(mechanisms, tls)
      const [way, logins] = await asked(kafka, running.port)
      expect([way?.learned?.tls, logins?.learned?.authentication]).toEqual([word, authentication])
      running.stop()
    }
  })
})
