import { describe, expect, it } from 'vitest'
import { outcome, withstandsAnything } from '../../../test/scripted.ts'
import type { Conversation } from '../conversation.ts'
import { loginPostgres } from './login.ts'
import { message } from './messages.ts'
import { queryPostgres } from './query.ts'
import { scramAnswer, scramFirst } from '../scram.ts'

const account = { user: 'app', password: 'pencil', database: 'app', shown: 'app', clear: false, nonce: 'rOprNGfwEbeRWgbNEkqO' }
const ask = (talk: Conversation): Promise<unknown> => loginPostgres(talk, account)

function authentication(number: number, rest = ''): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(number)
  return message('R', Buffer.concat([head, Buffer.from(rest)]))
}

const theirs = `${account.nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`
const first = `r=${theirs},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`
const ready = message('Z', Buffer.from('I'))

describe('logging in to PostgreSQL', () => {
  it('proves that it knows the password, and knows the server by its own proof', async () => {
    expect(scramFirst('abc')).toBe('n,,n=,r=abc')
    const answer = await scramAnswer('pencil', account.nonce, first)
    expect(answer.message).toMatch(/^c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj\)hNlF\$k0,p=[A-Za-z0-9+/]{43}=$/)
    expect(answer.isServer('v=AAAA')).toBe(false)
    expect(answer.isServer('e=other-error')).toBe(false)
  })

  it.each([
    ['a nonce of somebody else', 'r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096', 'garbage'],
    ['our own nonce and no more', `r=${account.nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`, 'garbage'],
    ['no rounds', `r=${theirs},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0`, 'garbage'],
    ['rounds without an end', `r=${theirs},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=999999999`, 'too-much'],
  ])('refuses %s', async (_, text, kind) => {
    await expect(scramAnswer('pencil', account.nonce, text)).rejects.toMatchObject({ fault: { kind } })
  })

  it.each([
    ['a server that skips its own proof', [authentication(10, 'SCRAM-SHA-256\0\0'), authentication(11, first), authentication(0), ready]],
    ['a server that lets in after the mechanisms', [authentication(10, 'SCRAM-SHA-256\0\0'), authentication(0), ready]],
    [
      'a proof of who does not know the password',
      [authentication(10, 'SCRAM-SHA-256\0\0'), authentication(11, first), authentication(12, 'v=AAAA'), ready],
    ],
  ])('does not believe %s', async (_, chunks) => {
    expect(await outcome(ask, { chunks, ending: 'silence' })).toMatchObject({ kind: 'garbage' })
  })

  it('does not say the password where the way is not safe', async () => {
    const way = { chunks: [authentication(3)], ending: 'silence' } as const
    expect(await outcome(async (talk) => expect(await ask(talk)).toEqual({ kind: 'wants', what: 3 }), way)).toBe('answered')
    expect(await outcome((talk) => loginPostgres(talk, { ...account, clear: true }), way)).toMatchObject({ kind: 'silent' })
  })

  it('ends with an answer or a fault, whatever a server says', async () => {
    const truths = [
      Buffer.concat([authentication(5, 'salt'), authentication(0), ready]),
      Buffer.concat([authentication(10, 'SCRAM-SHA-256\0\0'), authentication(11, 'r=x,s=AA==,i=1')]),
    ]
    expect(await withstandsAnything(ask, truths)).toBe(300)
  })

  it('reads rows of any kind, bounded', async () => {
    const row = message('D', Buffer.from('000200000003616263ffffffff', 'hex'))
    const query = (talk: Conversation): Promise<unknown> => queryPostgres(talk, 'select', 'a question')
    expect(await withstandsAnything(query, [Buffer.concat([row, message('C', Buffer.from('SELECT 1\0')), ready])])).toBe(300)
    expect(await outcome(query, { chunks: Array.from({ length: 3100 }, () => message('D', Buffer.from([0, 0]))), ending: 'silence' })).toMatchObject({
      kind: 'too-much',
    })
  })
})
