import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Learned } from '../../model/observed.ts'
import type { Asking, Login, Target } from '../../probes/probe.ts'
import { WireError } from '../../wire/fault.ts'
import type { Candidate } from './candidates.ts'
import { credentials } from './credentials.ts'
import { ledger, limitOf } from './limits.ts'

const target: Target = { id: 'db:1', component: 'db', host: '192.0.2.7', port: 1, protocol: 'postgres', names: [], users: [] }
const published = (user: string, password: string): Candidate => ({ user, password, pair: 'the manual', kind: 'published', trail: [] })
const ofFiles = (user: string, password: string, kind: 'guessable' | 'secret' = 'secret'): Candidate => ({
  user,
  password,
  pair: 'secret A',
  kind,
  trail: [{ file: 'compose.yml', line: 3 }],
})

interface Made {
  readonly learned: Learned
  /** `user:password` in the order in which they reached the server. */
  readonly seen: readonly string[]
}

interface Case {
  readonly server: (user: string, password: string) => Login
  readonly limit?: { readonly account: number; readonly listener: number }
  readonly counted?: ReturnType<typeof ledger>
  readonly host?: string
}

async function made(
  candidates: readonly Candidate[],
  { server, limit = { account: 2, listener: 8 }, counted = ledger(), host }: Case,
): Promise<Made> {
  const seen: string[] = []
  let chance = 0
  const asking: Asking = {
    dial: async () => new PassThrough(),
    signal: new AbortController().signal,
    timeout: 5,
    depth: 'assert',
    authorities: [],
    random: () => `r${chance++}`,
    now: () => 0,
    transport: { plaintext: 'served', tls: 'none' },
    transcript: [],
    talk: () => Promise.reject(new WireError('refused', 'nobody')),
  }
  const trier = {
    connections: 1,
    async tryLogin(_target: Target, _asking: Asking, user: string, password: string) {
      seen.push(`${user}:${password}`)
      return server(user, password)
    },
  }
  const probe = credentials({ of: 'postgres', trier, candidates, limit: { ...limit, source: 'a test' }, ledger: counted })
  return { learned: await probe.ask({ ...target, ...(host === undefined ? {} : { host }) }, asking), seen }
}

const only =
  (...good: readonly string[]): Case['server'] =>
  (user, password) =>
    good.includes(`${user}:${password}`) ? 'accepted' : 'refused'
const near = '127.0.0.1'

describe('published log-ins', () => {
  it('are unsafe when one gets in and a made-up password does not; nothing is tried after it', async () => {
    const { learned, seen } = await made([published('a', 'x'), published('b', 'y'), published('c', 'z')], { server: only('b:y', 'c:z') })
    expect(seen).toEqual(['nobody-r1:r0', 'a:x', 'b:y', 'b:r2'])
    expect(learned.observations?.map(({ verdict, key, actual }) => [verdict, key, actual])).toEqual([
      ['unsafe', 'published log-ins', 'b gets in with the password of the manual'],
    ])
    expect(learned.tries?.map(({ account, pair, outcome }) => [account, pair, outcome])).toEqual([
      ['nobody-r1', 'made up', 'refused'],
      ['a', 'the manual', 'refused'],
      ['b', 'the manual', 'gets in'],
      ['b', 'made up', 'refused'],
    ])
  })

  it('tell nothing where a made-up account gets in, and none is tried', async () => {
    const { learned, seen } = await made([published('a', 'x')], { server: () => 'accepted' })
    expect(seen).toHaveLength(1)
    expect(learned).toMatchObject({ said: 'a made-up account gets in: anybody gets in', authentication: 'none' })
    expect(learned.observations).toBeUndefined()
  })

  it('tell nothing where any password opens the account', async () => {
    const { learned } = await made([published('a', 'x')], { server: (user) => (user === 'a' ? 'accepted' : 'refused') })
    expect(learned).toMatchObject({ said: 'any password opens the account that was tried: anybody gets in', authentication: 'none' })
    expect(learned.observations).toBeUndefined()
  })

  it('are unproven where the answer to a made-up password cannot be told from one that gets in', async () => {
    const server: Case['server'] = (user, password) => (user !== 'a' ? 'refused' : password === 'x' ? 'accepted' : { unproven: 'busy' })
    const { learned } = await made([published('a', 'x')], { server })
    expect(learned.observations).toBeUndefined()
    expect(learned.unproven).toEqual(['a gets in, and a made-up password cannot be told from it: tells nothing: busy'])
  })

  it('are refused for certain only where somebody gets in', async () => {
    const shut = await made([published('a', 'x')], { server: only() })
    expect(shut.learned).toMatchObject({ said: 'refused: 1 published', unproven: [expect.stringContaining('nobody got in')] })
    expect(shut.learned.observations).toBeUndefined()
    const open = await made([published('a', 'x'), ofFiles('app', 's')], { server: only('app:s'), host: near })
    expect(open.learned.observations?.map(({ verdict, key }) => [verdict, key])).toEqual([['safe', 'published log-ins']])
  })

  it('are not all refused where one got another answer', async () => {
    const server: Case['server'] = (user) => (user === 'app' ? 'accepted' : user === 'b' ? { unproven: 'error 5' } : 'refused')
    const calls: Case['server'] = (user, password) => (user === 'app' && password !== 's' ? 'refused' : server(user, password))
    const { learned } = await made([published('a', 'x'), published('b', 'y'), ofFiles('app', 's')], { server: calls, host: near })
    expect(learned.observations).toEqual([])
    expect(learned.unproven).toEqual(['1 of the published log-ins got no clear answer'])
  })
})

describe('log-ins of the files', () => {
  it('are unsafe where they are guessed at once, on the line that holds them', async () => {
    const { learned } = await made([published('a', 'x'), ofFiles('app', 'app', 'guessable')], { server: only('app:app'), host: near })
    expect(learned.observations?.map(({ verdict, key, trail }) => [verdict, key, trail.length])).toEqual([
      ['safe', 'published log-ins', 0],
      ['unsafe', 'log-ins of the files', 1],
    ])
  })

  it('are not shown as the name of an account either', async () => {
    const { learned } = await made([ofFiles('the-Shop', 'shop', 'guessable')], { server: only('the-Shop:shop'), host: near })
    expect(JSON.stringify(learned)).not.toMatch(/shop/i)
    expect(learned.said).toBe('an account gets in (secret A), and with a made-up password does not')
  })

  it('never go in clear to another machine', async () => {
    const { learned, seen } = await made([ofFiles('app', 'of-the-files')], { server: only('app:of-the-files') })
    expect(seen).toHaveLength(1)
    expect(learned.tries?.[1]?.outcome).toBe('not tried: the server has no TLS, and the password would go in clear')
    expect(JSON.stringify(learned)).not.toContain('of-the-files')
  })
})

describe('tries', () => {
  const many = Array.from({ length: 30 }, (_, at) => published(`user${at}`, 'x'))

  it('end at the limit of the listener', async () => {
    const { learned, seen } = await made(many, { server: only(), limit: { account: 2, listener: 5 } })
    expect(seen).toHaveLength(5)
    expect(learned.tries?.at(-1)?.outcome).toBe('not tried: 5 failed, and more might lock')
  })

  it('end at the limit of an account, on all listeners of a component together', async () => {
    const counted = ledger()
    const same = ['1', '2', '3', '4'].map((password) => published('a', password))
    const first = await made(same, { server: only(), counted, limit: { account: 3, listener: 8 } })
    const second = await made(same, { server: only(), counted, limit: { account: 3, listener: 8 } })
    expect([...first.seen, ...second.seen].filter((each) => each.startsWith('a:'))).toEqual(['a:1', 'a:2', 'a:3'])
  })

  it('end where no answer comes', async () => {
    const server: Case['server'] = (user) => {
      if (user === 'a') throw new WireError('reset', 'the connection was reset')
      return 'refused'
    }
    const { learned, seen } = await made([published('a', 'x'), published('b', 'y')], { server })
    expect(seen).toEqual(['nobody-r1:r0', 'a:x'])
    expect(learned.unproven).toEqual(['the log-ins ended early: no answer (the connection was reset)'])
  })

  it.each(['redis', 'postgres', 'mysql', 'ldap', 'ftp', 'ssh', 'amqp', 'mqtt', 'http'] as const)('are ten at most at %s', (protocol) => {
    const { account, listener } = limitOf(protocol, undefined)
    // two may get in: one that is found, and none after it but the made-up control, which counts among those that fail
    expect(listener + 2).toBeLessThanOrEqual(10)
    expect(account).toBeLessThanOrEqual(3)
  })

  it('keep to the stricter of protocol and product', () => {
    expect(limitOf('http', { account: 1, listener: 9, source: 'a product' })).toEqual({ account: 1, listener: 8, source: 'a product' })
  })
})
