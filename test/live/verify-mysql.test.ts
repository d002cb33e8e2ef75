import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/model/observed.ts'
import { mysql } from '../../src/probes/mysql/index.ts'
import { asked } from './ask.ts'
import type { MariaFolder, RunningMaria } from './maria.ts'
import { mariaFolder } from './maria.ts'
import type { OwnAuthority } from './own-authority.ts'
import { ownAuthority } from './own-authority.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/mariadbd')

describe.skipIf(isMissing(server))(`MariaDB on the wire${reason(server)}`, () => {
  let box: Sandbox
  let own: OwnAuthority
  let folder: MariaFolder
  let running: RunningMaria | undefined
  beforeAll(() => {
    box = sandbox('verify-mysql')
    own = ownAuthority(box)
    folder = mariaFolder(box, server ?? '')
  })
  afterEach(async () => {
    await running?.stop()
    running = undefined
  })
  afterAll(() => box.stop())

  const tls = (): readonly string[] => [`--ssl-cert=${own.certificate}`, `--ssl-key=${own.key}`]
  const guarded = "alter user root@localhost identified by 'a-password-of-this-test'"
  const open = "alter user root@localhost identified by ''"

  async function answers(before: string, ...args: readonly string[]): Promise<readonly Answer[]> {
    running = await folder.start(...args)
    running.sql(before)
    const got = await asked(mysql, running.port)
    expect(JSON.stringify(got)).not.toContain('a-password')
    expect(running.sql("show global status like 'Aborted_connects_preauth'")).toMatch(/\t[0-9]\n/)
    return got
  }
  const claims = (got: readonly Answer[]): readonly unknown[] => got.map(({ learned }) => [learned?.tls, learned?.authentication])

  it('tells root without a password, and the version', async () => {
    const got = await answers(open)
    expect(claims(got)).toEqual([
      ['none', undefined],
      [undefined, 'none'],
    ])
    expect(got[1]?.learned?.said).toBe('a made-up account is refused (1045), root is let in, both without a password')
    expect(got[1]?.learned?.version).toMatch(/^\d+\.\d+/)
  })

  it('tells an account for everybody', async () => {
    const got = await answers(`${guarded}; create user ''@localhost`)
    running?.sql("drop user ''@localhost")
    expect(got[1]?.learned).toMatchObject({ authentication: 'none', said: expect.stringContaining('a made-up account is let in') })
  })

  it('tells that a password is asked for', async () => {
    expect(claims(await answers(guarded))).toEqual([
      ['none', undefined],
      [undefined, 'password'],
    ])
  })

  it('does not take a refusal for a demand of TLS', async () => {
    const got = await answers(guarded, ...tls(), '--require-secure-transport=ON')
    expect(got[0]).toMatchObject({ outcome: 'unproven', why: 'whether TLS is demanded shows only with an account that works' })
    expect(claims(got)).toEqual([
      [undefined, undefined],
      [undefined, 'password'],
    ])
  })

  it.each([
    ['demanded', ['--require-secure-transport=ON'], 'required'],
    ['not demanded', [], 'optional'],
  ])('tells with an account that works that TLS is %s', async (_, args, wanted) => {
    expect(claims(await answers(open, ...tls(), ...args))[1]).toEqual([wanted, 'none'])
  })

  it('proves nothing where this vantage is turned away', async () => {
    running = await folder.start('--skip-name-resolve', ...tls())
    running.sql("delete from mysql.global_priv where host<>'localhost'; flush privileges")
    const got = await asked(mysql, running.port)
    expect(got.map(({ outcome, learned }) => [outcome, learned?.tls])).toEqual([['unproven', undefined]])
    expect(got[0]?.why).toContain('turned away (1130)')
  })
})
