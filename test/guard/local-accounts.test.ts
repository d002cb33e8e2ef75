import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Enrolling } from '../../src/guard/people/local/enrolment.ts'
import { argon2id } from '../../src/guard/people/local/hashing.ts'
import { accountOffice } from '../../src/guard/people/local/manage.ts'
import { codeOf, stepAt } from '../../src/guard/people/local/totp.ts'
import type { HalfWay } from '../../src/guard/people/types.ts'
import type { LocalWorld } from './local-world.ts'
import { goodPassword, localWorld } from './local-world.ts'

describe("accounts of the guard's own", () => {
  let world: LocalWorld
  beforeEach(async () => {
    world = localWorld()
    await world.office.add({ name: 'ann', groups: ['planners'], password: goodPassword })
    world.hashed.length = 0
  })

  const half = async (): Promise<HalfWay> => {
    const answer = await world.accounts.logIn('ann', goodPassword)
    if (!('next' in answer)) throw new Error(JSON.stringify(answer))
    return answer
  }
  const code = (secret: string, drift = 0): string => codeOf(Buffer.from(secret, 'base64url'), stepAt(world.clock.at) + drift)
  async function enrolled(): Promise<{ readonly secret: string; readonly recovery: readonly string[] }> {
    const secret = world.accounts.enrolment.newSecret()
    const answer = await world.accounts.enrolment.byApp({ ...(await half()), isFirst: true }, secret, code(secret, -1))
    if ('refused' in answer) throw new Error(answer.detail)
    return { secret, recovery: answer.recovery }
  }

  it('keep argon2id with the parameters of OWASP, and no password', async () => {
    const real = localWorld({ hashing: argon2id(world.secrets.pepper) })
    const office = accountOffice({ ...real, hashing: argon2id(world.secrets.pepper), names: [], random: randomBytes, now: Date.now })
    await office.add({ name: 'ann', groups: [], password: goodPassword })
    const kept = real.store.kept.get('ann')?.password ?? ''
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await real.accounts.logIn('ann', goodPassword)).toMatchObject({ next: 'enrolment' })
    expect(await real.accounts.logIn('ann', `${goodPassword}!`)).toMatchObject({ refused: 'wrong' })
    // whoever has the store alone tries in vain
    expect(await argon2id(Buffer.alloc(32)).verify(kept, goodPassword)).toBe(false)
    // and what is written with other characters is the same (NFKC)
    expect(await argon2id(world.secrets.pepper).verify(kept, goodPassword.replace('9', '\uFF19'))).toBe(true)
  })

  it('are known in one spelling', async () => {
    for (const name of ['ann', 'Ann', ' ann ', '\uFF41nn']) expect(await world.accounts.logIn(name, goodPassword)).toMatchObject({ account: 'ann' })
    for (const name of ['', 'an', 'ann\0', 'a'.repeat(300), '*', "ann' OR 1=1"])
      expect(await world.accounts.logIn(name, goodPassword)).toMatchObject({ refused: 'wrong' })
  })

  it('make as much work for a name that nobody has, and for one that is disabled', async () => {
    await world.office.add({ name: 'bob', groups: [], password: goodPassword })
    await world.office.setDisabled('bob', true)
    await world.office.add({ name: 'eve', groups: [] })
    const work: string[] = []
    for (const [name, password] of [
      ['ann', goodPassword],
      ['ann', 'wrong'],
      ['nobody', 'wrong'],
      ['no name at all', 'wrong'],
      ['bob', goodPassword],
      ['bob', 'wrong'],
      ['eve', 'wrong'],
    ] as const) {
      world.hashed.length = 0
      await world.accounts.logIn(name, password)
      work.push(world.hashed.join())
    }
    expect(work).toEqual(work.map(() => 'verify'))
    expect(await world.accounts.logIn('bob', goodPassword)).toEqual({ refused: 'wrong', detail: 'the account is disabled' })
  })

  it('are not there while the store is not', async () => {
    const gone = localWorld({ store: { ...world.store, find: () => Promise.reject(new Error('gone')) } })
    expect(await gone.accounts.logIn('ann', goodPassword)).toMatchObject({ refused: 'unavailable' })
    expect(await gone.accounts.lookUp('local:ann')).toBe('unavailable')
  })

  it('are looked up as long as they hold', async () => {
    expect(await world.accounts.lookUp('local:ann')).toEqual({ id: 'local:ann', name: 'ann', groups: ['local:planners'], secondFactor: false })
    await world.office.setDisabled('ann', true)
    expect([await world.accounts.lookUp('local:ann'), await world.accounts.lookUp('local:bob')]).toEqual(['gone', 'gone'])
  })

  it('want a second factor, or not', async () => {
    expect(await half()).toMatchObject({ next: 'enrolment' })
    const lax = localWorld({ secondFactor: 'optional', store: world.store })
    expect(await lax.accounts.logIn('ann', goodPassword)).toMatchObject({ id: 'local:ann', secondFactor: false })
    await enrolled()
    expect(await lax.accounts.logIn('ann', goodPassword)).toMatchObject({ next: 'second-factor' })
  })

  describe('with one-time passwords', () => {
    it('log in with each of them once', async () => {
      const { secret } = await enrolled()
      const { second } = world.accounts
      const now = code(secret)
      expect(await second.byCode(await half(), now)).toMatchObject({ person: { id: 'local:ann', secondFactor: true }, how: 'totp' })
      for (const again of [now, ` ${now}`, `${now.slice(0, 3)} ${now.slice(3)}`, `${now}\t`])
        expect(await second.byCode(await half(), again)).toMatchObject({ refused: 'wrong' })
      // nor the one that set it up
      expect(await second.byCode(await half(), code(secret, -1))).toEqual({ refused: 'wrong', detail: 'a one-time password that was used' })
      expect(await second.byCode(await half(), code(secret, 1))).toMatchObject({ how: 'totp' })
      world.clock.at += 120_000
      expect(await second.byCode(await half(), now)).toMatchObject({ refused: 'wrong' })
      expect(await second.byCode(await half(), code(secret))).toMatchObject({ how: 'totp' })
    })

    it('keep their secret sealed, for one account', async () => {
      const { secret } = await enrolled()
      const bytes = Buffer.from(secret, 'base64url')
      const kept = world.store.kept.get('ann')?.oneTime ?? ''
      expect(kept).toMatch(/^sealed:/)
      expect(world.secrets.open('ann', kept).equals(bytes)).toBe(true)
      expect(() => world.secrets.open('bob', kept)).toThrow('unable to authenticate')
      expect(() => world.secrets.open('ann', `${kept.slice(0, -6)}AAAAAA`)).toThrow('unable to authenticate')
    })

    it('are told before they hold, and do not where they cannot be told', async () => {
      await enrolled()
      expect(world.told).toEqual(['ann second-factor'])
      const mute = localWorld({ store: world.store, telling: () => Promise.reject(new Error('the log is full')) })
      const before = world.store.kept.get('ann')
      await expect(mute.accounts.own.password('ann', goodPassword, 'another-Good1-passphrase!')).rejects.toThrow('full')
      await expect(mute.accounts.own.recovery('ann', goodPassword)).rejects.toThrow('full')
      expect(world.store.kept.get('ann')).toEqual(before)
    })

    it('are set up by nobody who has to show one first', async () => {
      await enrolled()
      const secret = world.accounts.enrolment.newSecret()
      const first: Enrolling = { ...(await half()), isFirst: true }
      expect(await world.accounts.enrolment.byApp(first, secret, code(secret))).toMatchObject({ refused: 'wrong' })
      expect(await world.accounts.enrolment.ask(first, 'localhost', 'AAAA')).toBeUndefined()
    })
  })

  it('get in once with each recovery code, however it is typed', async () => {
    const { recovery } = await enrolled()
    expect(new Set(recovery).size).toBe(10)
    expect(recovery[0]).toMatch(/^[a-z2-7]{4}(?:-[a-z2-7]{4}){3}$/)
    const { second } = world.accounts
    const typed = (recovery[0] ?? '').toUpperCase().replaceAll('-', ' ')
    expect(await second.byCode(await half(), typed)).toMatchObject({ how: 'recovery-code', person: { secondFactor: true } })
    expect(await second.byCode(await half(), recovery[0] ?? '')).toEqual({ refused: 'wrong', detail: 'the recovery code' })
    const at = await half()
    const both = await Promise.allSettled([second.byCode(at, recovery[1] ?? ''), second.byCode(at, recovery[1] ?? '')])
    expect(both.filter((one) => one.status === 'fulfilled' && 'how' in one.value)).toHaveLength(1)
    expect(JSON.stringify([...world.store.kept])).not.toContain((recovery[2] ?? '').replaceAll('-', '').toUpperCase())
    const fresh = await world.accounts.own.recovery('ann', goodPassword)
    expect(fresh).toHaveLength(10)
    expect(await second.byCode(await half(), recovery[2] ?? '')).toMatchObject({ refused: 'wrong' })
  })

  it('are half-way no longer when their password is another, or they are disabled', async () => {
    const { secret } = await enrolled()
    const before = await half()
    await world.accounts.own.password('ann', goodPassword, 'another-Good1-passphrase!')
    expect(await world.accounts.second.byCode(before, code(secret))).toEqual({ refused: 'wrong', detail: 'the account was changed meanwhile' })
    const after = await world.accounts.logIn('ann', 'another-Good1-passphrase!')
    await world.office.setDisabled('ann', true)
    expect(await world.accounts.second.byCode(after as HalfWay, code(secret))).toMatchObject({ refused: 'wrong' })
  })

  it.each([
    ['short-Vat9', 'twelve', 'needs 12'],
    ['Password123456!', 'common', 'guessed'],
    ['Aaaaaaaaaaaaaa', 'repeated', 'guessed'],
    ['Motherfucker!', 'leaked', 'leaked'],
    ['manchesterunited', 'words', 'one kind'],
    ['123456789123456', 'digits', 'one kind'],
    ['qwertyuiop1234', 'keys', 'guessed'],
    ['ann-ann-ann-ann', 'name', 'guessed'],
    ['localhost2027!', 'host', 'a name that is known'],
    [goodPassword, 'same', 'the old one'],
  ])('take no new password like %s (%s)', async (next, _, why) => {
    const answer = await world.accounts.own.password('ann', goodPassword, next)
    expect(answer).toMatchObject({ problem: expect.stringContaining(why) as string })
    expect(await world.accounts.logIn('ann', goodPassword)).toMatchObject({ account: 'ann' })
  })

  it('are begun by an invitation that holds once, for three days', async () => {
    const { invitation = '' } = await world.office.add({ name: 'eve', groups: [] })
    const { own } = world.accounts
    expect(await own.invited(`eve~${'A'.repeat(43)}`, goodPassword)).toMatchObject({ refused: 'wrong' })
    expect(await own.invited(invitation.replace('eve', 'ann'), goodPassword)).toMatchObject({ refused: 'wrong' })
    expect(await own.invited(invitation, 'eve')).toMatchObject({ problem: expect.any(String) as string })
    expect(await own.invited(invitation, goodPassword)).toMatchObject({ account: 'eve', next: 'enrolment' })
    expect(await own.invited(invitation, goodPassword)).toMatchObject({ refused: 'wrong' })
    const again = (await world.office.reset('eve'))?.invitation ?? ''
    expect(await world.accounts.logIn('eve', goodPassword)).toMatchObject({ refused: 'wrong' })
    world.clock.at += 3 * 86_400_000
    expect(await own.invited(again, goodPassword)).toMatchObject({ refused: 'wrong' })
    expect(JSON.stringify([...world.store.kept])).not.toContain(again.split('~')[1])
  })

  it('lose everything with a reset', async () => {
    const { secret, recovery } = await enrolled()
    await world.office.reset('ann')
    expect(await world.accounts.logIn('ann', goodPassword)).toMatchObject({ refused: 'wrong' })
    expect(world.store.kept.get('ann')).toMatchObject({ oneTime: undefined, passkeys: [], recovery: [] })
    expect([secret, ...recovery].some((one) => JSON.stringify([...world.store.kept]).includes(one))).toBe(false)
    expect(await world.office.reset('nobody')).toBeUndefined()
  })

  it.each(['Ann', 'an n', '', '-ann', 'a'.repeat(101), 'a~b', 'a:b'])('are not called "%s"', async (name) => {
    await expect(world.office.add({ name, groups: [] })).rejects.toThrow(RangeError)
  })

  it('are hashed two at a time, and no more than thirty-two wait', async () => {
    const hashing = argon2id(world.secrets.pepper)
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => hashing.hash('x')))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(34)
    // and afterwards there is room again
    expect(await hashing.hash('x')).toMatch(/^\$argon2id/)
  })
})
