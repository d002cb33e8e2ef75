import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listening } from './proc-net.ts'

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const line = (local: string, state = '0A', user = 0): string =>
  `   0: ${local} ${'0'.repeat(local.indexOf(':'))}:0000 ${state} 00000000:00000000 00:00000000 00000000  ${String(user).padStart(4)}        0 4711 1 0000000000000000 100 0 0 10 0\n`

it.each([
  ['00000000:1F90', '0.0.0.0', 8080],
  ['0100007F:0016', '127.0.0.1', 22],
  ['0500000A:18EB', '10.0.0.5', 6379],
  [`${'0'.repeat(32)}:0050`, '::', 80],
  [`${'0'.repeat(24)}01000000:0050`, '0:0:0:0:0:0:0:1', 80],
  ['0000000000000000FFFF00000100007F:0050', '0:0:0:0:0:ffff:7f00:1', 80],
])('reads %s', (local, address, port) => {
  expect(listening(head + line(local, '0A', 999))).toEqual([{ address, port, user: 999 }])
})

it('leaves out connections, and whatever is no line of the table', () => {
  expect(listening(head + line('0100007F:0016', '01') + line('00000000:1F90'))).toHaveLength(1)
  fc.assert(fc.property(fc.string(), (text) => void listening(text)))
})
