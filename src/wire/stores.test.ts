import { expect, it } from 'vitest'
import { outcome, withstandsAnything } from '../../test/scripted.ts'
import { startCassandra } from './cassandra.ts'
import { helloClickhouse } from './clickhouse.ts'
import type { Conversation } from './conversation.ts'
import { askBinary, askSettings, askVersion } from './memcached.ts'

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

const clients: readonly [string, (talk: Conversation) => Promise<unknown>, readonly Buffer[]][] = [
  ['memcached', askVersion, [Buffer.from('VERSION 1.6.18\r\n'), Buffer.from('CLIENT_ERROR unauthenticated\r\n')]],
  ['settings of memcached', askSettings, [Buffer.from('STAT maxbytes 1\r\nSTAT udpport 0\r\nEND\r\n')]],
  ['the binary protocol of memcached', askBinary, [hex('810a00000000002000000000000000000000000000000000')]],
  ['cassandra', startCassandra, [hex('840000010200000000'), hex('8400000103000000050003616263')]],
  [
    'clickhouse',
    (talk) => helloClickhouse(talk, 'default', '', 'default'),
    [hex('000a436c69636b486f757365180390a603'), hex('02040200000161016200' + '00')],
  ],
]

it.each(clients)('%s: ends with an answer or a fault, whatever a server says', async (_name, ask, truths) => {
  for (const truth of truths) expect(await outcome(ask, { chunks: [truth], ending: 'silence' })).toBe('answered')
  expect(await withstandsAnything(ask, truths)).toBe(300)
})

it('is bounded', async () => {
  expect(await outcome(askSettings, { chunks: [Buffer.from('STAT a 1\r\n'.repeat(400))], ending: 'silence' })).toMatchObject({ kind: 'too-much' })
  expect(await outcome(startCassandra, { chunks: [hex('8400000102ffffffff')], ending: 'silence' })).toMatchObject({ kind: 'garbage' })
  expect(await outcome(clients[4]![1], { chunks: [hex('00ffffff7f')], ending: 'silence' })).toMatchObject({ kind: 'too-much' })
})
