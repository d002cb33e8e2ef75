import { describe, expect, it } from 'vitest'
import { outcome, withstandsAnything } from '../../test/scripted.ts'
import type { Conversation } from './conversation.ts'
import type { RespValue } from './resp.ts'
import { askResp, takeResp } from './resp.ts'

const ask = (talk: Conversation): Promise<RespValue> => askResp(talk, ['ACL', 'LIST'], 'ACL LIST')

describe('replies of Redis', () => {
  it.each<[string, RespValue]>([
    ['+OK\r\n', { kind: 'state', text: 'OK' }],
    ['-NOAUTH no\r\n', { kind: 'error', text: 'NOAUTH no' }],
    [':-5\r\n', { kind: 'number', number: -5 }],
    ['$-1\r\n', { kind: 'nothing' }],
    ['$3\r\na\nb\r\n', { kind: 'text', text: 'a\nb' }],
    ['*2\r\n*1\r\n:1\r\n*-1\r\n', { kind: 'list', items: [{ kind: 'list', items: [{ kind: 'number', number: 1 }] }, { kind: 'nothing' }] }],
  ])('%j', (text, value) => {
    const bytes = Buffer.from(`${text}+next`)
    expect(takeResp(bytes)).toEqual({ value, length: text.length })
    for (let cut = 1; cut < text.length; cut++) expect(takeResp(bytes.subarray(0, cut))).toBeUndefined()
  })

  it('end with a value or a fault, whatever a server says', async () => {
    expect(await withstandsAnything(ask, [Buffer.from('*2\r\n$3\r\nabc\r\n*1\r\n:7\r\n'), Buffer.from('-ERR unknown\r\n')])).toBe(300)
  })

  it('are bounded', async () => {
    for (const text of ['*99999999\r\n', '$99999999\r\n', '*1\r\n'.repeat(20)])
      expect(await outcome(ask, { chunks: [Buffer.from(text)], ending: 'silence' })).toMatchObject({ kind: 'too-much' })
    expect(await outcome(ask, { chunks: [Buffer.from('$999999999999999999\r\n')], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
  })
})
