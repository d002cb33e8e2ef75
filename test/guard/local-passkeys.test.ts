import { beforeEach, describe, expect, it } from 'vitest'
import type { HalfWay } from '../../src/guard/people/types.ts'
import type { LocalWorld } from './local-world.ts'
import { goodPassword, localWorld } from './local-world.ts'
import type { Said, SoftAuthenticator } from './soft-authenticator.ts'
import { softAuthenticator } from './soft-authenticator.ts'

const challenge = (letter: string): string => Buffer.alloc(32, letter).toString('base64url')
const here = { origin: 'https://localhost:8443', domain: 'localhost' }

describe('passkeys of accounts', () => {
  let world: LocalWorld
  let authenticator: SoftAuthenticator
  beforeEach(async () => {
    world = localWorld()
    authenticator = softAuthenticator()
    await world.office.add({ name: 'ann', groups: [], password: goodPassword })
  })

  const half = async (name = 'ann'): Promise<HalfWay> => (await world.accounts.logIn(name, goodPassword)) as HalfWay
  const made = async (said: Partial<Said> = {}): Promise<object> =>
    world.accounts.enrolment.byPasskey(
      { ...(await half()), isFirst: true },
      'localhost',
      challenge('a'),
      authenticator.create({ challenge: challenge('a'), ...here, ...said }),
      'mine',
    )
  const shown = async (said: Partial<Said> = {}, asked = challenge('b')): Promise<object> =>
    world.accounts.second.byPasskey(await half(), 'localhost', asked, authenticator.get({ challenge: asked, ...here, counter: 2, ...said }))

  it('are made and asked for', async () => {
    expect(await world.accounts.enrolment.ask({ ...(await half()), isFirst: true }, 'localhost', challenge('a'))).toMatchObject({
      challenge: challenge('a'),
      rp: { id: 'localhost', name: 'trial' },
      attestation: 'none',
    })
    expect(await made()).toMatchObject({ person: { id: 'local:ann', secondFactor: true }, recovery: expect.any(Array) as unknown })
    expect(await world.accounts.second.ask(await half(), 'localhost', challenge('b'))).toMatchObject({ rpId: 'localhost', allowCredentials: [{}] })
    expect(await shown()).toMatchObject({ how: 'webauthn', person: { id: 'local:ann', secondFactor: true } })
    // where no key is of the host there is nothing to ask
    expect(await world.accounts.second.ask(await half(), 'other.example', challenge('b'))).toBeUndefined()
  })

  it.each<[string, Partial<Said>]>([
    ['another challenge', { challenge: challenge('x') }],
    ['another page', { origin: 'https://evil.example' }],
    ['another port', { origin: 'https://localhost' }],
    ['plain HTTP', { origin: 'http://localhost:8443' }],
    ['another domain', { domain: 'evil.example' }],
    ['an answer of the other kind', { type: 'webauthn.get' }],
    ['nobody there', { flags: 0x04 }],
    ['certificates of whoever made it', { attestation: { fmt: 'packed', x5c: Buffer.from('a certificate') } }],
    ['an attestation of another kind', { attestation: { fmt: 'fido-u2f', x5c: Buffer.from('a certificate') } }],
  ])('are not made with %s', async (_, said) => {
    expect(await made(said)).toEqual({ refused: 'wrong', detail: 'the passkey' })
    expect(world.store.kept.get('ann')?.passkeys).toEqual([])
    expect(await made()).toMatchObject({ person: {} })
  })

  it.each<[string, Partial<Said>]>([
    ['another challenge', { challenge: challenge('x') }],
    ['another page', { origin: 'https://evil.example' }],
    ['a page of a name below', { origin: 'https://a.localhost:8443' }],
    ['another domain', { domain: 'evil.example' }],
    ['an answer of the other kind', { type: 'webauthn.create' }],
    ['nobody there', { flags: 0x04 }],
    ['a count that went back', { counter: 1 }],
  ])('are not shown by %s', async (_, said) => {
    await made()
    expect(await shown(said)).toEqual({ refused: 'wrong', detail: 'the passkey' })
    expect(await shown()).toMatchObject({ how: 'webauthn' })
  })

  it('are shown once for each challenge', async () => {
    await made({ counter: 0 })
    expect(await shown({ counter: 0 })).toMatchObject({ how: 'webauthn' })
    expect(await shown({ counter: 0 })).toEqual({ refused: 'wrong', detail: 'an answer that was here before' })
    expect(await shown({ counter: 0 }, challenge('c'))).toMatchObject({ how: 'webauthn' })
  })

  it('are of one account, and of one key', async () => {
    await made()
    const other = softAuthenticator()
    expect(
      await world.accounts.second.byPasskey(await half(), 'localhost', challenge('b'), other.get({ challenge: challenge('b'), ...here })),
    ).toMatchObject({
      refused: 'wrong',
    })
    await world.office.add({ name: 'bob', groups: [], password: goodPassword })
    await world.accounts.enrolment.byPasskey(
      { ...(await half('bob')), isFirst: true },
      'localhost',
      challenge('a'),
      other.create({ challenge: challenge('a'), ...here }),
      '',
    )
    const answer = authenticator.get({ challenge: challenge('b'), ...here, counter: 2 })
    expect(await world.accounts.second.byPasskey(await half('bob'), 'localhost', challenge('b'), answer)).toMatchObject({ refused: 'wrong' })
    const forged = answer.replace(/"signature":"[^"]{8}/, '"signature":"AAAAAAAA')
    expect(await world.accounts.second.byPasskey(await half(), 'localhost', challenge('b'), forged)).toMatchObject({ refused: 'wrong' })
  })

  it.each(['', '{}', 'null', '[]', '{"id":1}', '{"id":"a","response":{"attestationObject":"oA"}}', 'x'.repeat(20_000)])(
    'are no %s',
    async (answer) => {
      const who = { ...(await half()), isFirst: true }
      expect(await world.accounts.enrolment.byPasskey(who, 'localhost', challenge('a'), answer, '')).toMatchObject({ refused: 'wrong' })
      await made()
      expect(await world.accounts.second.byPasskey(await half(), 'localhost', challenge('a'), answer)).toMatchObject({ refused: 'wrong' })
    },
  )

  it('are of all hosts of a domain, where there is one', async () => {
    const wide = localWorld({ domain: 'example.org', store: world.store })
    const at = (host: string): { origin: string; domain: string } => ({ origin: `https://${host}:8443`, domain: 'example.org' })
    const who = (await wide.accounts.logIn('ann', goodPassword)) as HalfWay
    const create = authenticator.create({ challenge: challenge('a'), ...at('a.example.org') })
    await wide.accounts.enrolment.byPasskey({ ...who, isFirst: true }, 'a.example.org', challenge('a'), create, '')
    const get = authenticator.get({ challenge: challenge('b'), ...at('b.example.org'), counter: 2 })
    expect(await wide.accounts.second.byPasskey(who, 'b.example.org', challenge('b'), get)).toMatchObject({ how: 'webauthn' })
  })

  it('are taken away by their owner, but for the last', async () => {
    await made()
    const id = String(world.store.kept.get('ann')?.passkeys[0]?.['id'])
    const { own, enrolment } = world.accounts
    expect(await own.removePasskey('ann', goodPassword, id)).toMatchObject({ problem: expect.stringContaining('only') as string })
    const other = softAuthenticator()
    await enrolment.byPasskey(
      { ...(await half()), isFirst: false },
      'localhost',
      challenge('a'),
      other.create({ challenge: challenge('a'), ...here }),
      '',
    )
    expect(await own.removePasskey('ann', 'wrong', id)).toMatchObject({ refused: 'wrong' })
    expect(await own.removePasskey('ann', goodPassword, id)).toBe('removed')
    expect(await shown()).toMatchObject({ refused: 'wrong' })
  })
})
