import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keyHash } from '../keys/hash.ts'
import type { KeyRecord } from '../keys/life.ts'
import { stateOf } from '../keys/life.ts'
import { openEmbedded } from '../state/libsql.ts'
import { guardState } from '../state/open.ts'
import { remembered } from './remembered.ts'

it('a key that is revoked here is none at once; one that is revoked elsewhere is none when that is heard, or nothing is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-remembered-'))
  let now = 0
  const open = async () =>
    guardState(await openEmbedded({ file: join(folder, 'guard.db'), poll: 1_000_000 }), { monotonic: () => now, every: () => () => undefined })
  const [own, other] = [await open(), await open()]
  const record = (id: string): KeyRecord => ({
    id,
    hash: keyHash(id, Buffer.alloc(32, 1)),
    ending: 'abcd',
    owner: 'billing',
    purpose: 'a test',
    scopes: [],
    sources: [],
    created: 0,
    expires: 86_400_000,
  })
  const [here, elsewhere, silent] = [record('here'), record('elsewhere'), record('silent')]
  for (const one of [here, elsewhere, silent]) await own.keys.add(one)
  let asked = 0
  const { find, end } = remembered((hashed: string) => {
    asked++
    return own.keys.find(hashed)
  }, own.epoch)
  await own.epoch.read()
  const isInForce = async ({ hash }: KeyRecord): Promise<boolean> => {
    const found = await find(hash)
    return found !== undefined && stateOf(found, 1) === 'in-force'
  }
  for (const one of [here, elsewhere, silent, here, elsewhere, silent]) expect(await isInForce(one)).toBe(true)
  expect(asked).toBe(3)
  await own.keys.revoke('here', 1)
  expect(await isInForce(here)).toBe(false)
  for (const one of [elsewhere, silent]) expect(await isInForce(one)).toBe(true)
  await other.keys.revoke('elsewhere', 1)
  await own.epoch.read()
  expect(await isInForce(elsewhere)).toBe(false)
  expect(await isInForce(silent)).toBe(true)
  await other.keys.revoke('silent', 1)
  now = 900
  expect(await isInForce(silent)).toBe(false)
  end()
  await own.close()
  await other.close()
  rmSync(folder, { recursive: true })
})
