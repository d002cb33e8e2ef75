import { expect, it } from 'vitest'
import { WireError } from '../../wire/fault.ts'
import type { TlsMeans } from '../../wire/tls/ask.ts'
import { resume } from '../../wire/tls/again.ts'
import { versions } from '../../wire/tls/data/numbers.ts'
import { askerFor, counted } from './asker.ts'

it('counts every connection, whoever opens it, and refuses more as a limit of ours', async () => {
  let opened = 0
  const dial: TlsMeans['dial'] = async () => {
    opened++
    throw new WireError('timeout', 'nobody is there')
  }
  const means: TlsMeans = { dial, host: '127.0.0.1', port: 1, signal: new AbortController().signal, timeout: 1000, transcript: [] }
  const way = counted(means, 3)
  const offer = { version: versions.tls12, suites: [0xc02f] }
  // what is asked and gives nothing is asked once more
  expect(await askerFor(way, { width: 2 }).hello(offer)).toMatchObject({ kind: 'not-asked', fault: { kind: 'timeout' } })
  await expect(resume(way.means, 'TLSv1.3')).rejects.toMatchObject({ fault: { kind: 'timeout' } })
  expect(way.left()).toBe(0)
  expect(await askerFor(way, { width: 2 }).hello(offer)).toMatchObject({ kind: 'not-asked', fault: { kind: 'limit' } })
  await expect(resume(way.means, 'TLSv1.3')).rejects.toMatchObject({ fault: { kind: 'limit' } })
  expect(opened).toBe(3)
})
