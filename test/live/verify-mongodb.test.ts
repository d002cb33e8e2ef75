import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { mongodb } from '../../src/probes/mongodb/index.ts'
import type { MongoStandIn } from '../stand-ins/mongodb.ts'
import { mongoStandIn } from '../stand-ins/mongodb.ts'
import type { StandIn } from '../stand-ins/serve.ts'
import { asked } from './ask.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const openssl = program('/usr/bin/openssl')

describe.skipIf(isMissing(openssl))(`MongoDB on the wire, by a stand-in${reason(openssl)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let running: StandIn | undefined
  beforeAll(() => {
    box = sandbox('verify-mongodb')
    own = ownAuthority(box)
  })
  afterEach(() => running?.stop())
  afterAll(() => box.stop())

  async function answers(options: MongoStandIn): Promise<readonly Answer[]> {
    running = await mongoStandIn(options)
    return asked(mongodb, running.port, { target: { users: ['app'] } })
  }
  const brief = (got: readonly Answer[]): unknown =>
    got.map(({ learned }) => [
      learned?.tls,
      learned?.authentication,
      learned?.version,
      ...(learned?.observations ?? []).map(({ verdict }) => verdict),
    ])

  it('tells that everybody lists the databases', async () => {
    const got = await answers({ authorization: false, mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'] })
    expect(brief(got)).toEqual([
      ['none', undefined, undefined],
      [undefined, 'none', '7.0', 'unsafe'],
    ])
    expect(got[1]?.learned?.said).toBe('without a log-in the databases are listed (2)')
  })

  it('tells that a log-in is asked for, and TLS demanded', async () => {
    const got = await answers({ authorization: true, mechanisms: ['SCRAM-SHA-256'], tls: own })
    expect(brief(got)).toEqual([
      ['required', undefined, undefined],
      [undefined, 'password', '7.0', 'safe'],
    ])
  })
})
