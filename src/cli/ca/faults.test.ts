import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../../test/authority.ts'
import { issuing, making, place, unlocking } from '../../../test/authority.ts'
import { Ended, endingDisk } from '../../../test/disks.ts'
import { certificateBlocks } from '../../pki/pem.ts'
import type { CaContext } from './context.ts'
import { runInit } from './init.ts'
import { runIssue } from './issue.ts'
import { runRenew } from './renew.ts'
import { runCrl, runRevoke } from './revoke.ts'
import { runRotate } from './rotate.ts'
import { runStatus } from './status.ts'
import { holdsAuthority, openStore, staleFiles } from './store.ts'

const permitted = { permitDns: ['db', 'internal.example'], permitIp: [], permitSpiffe: [] }

let before: Place

beforeAll(async () => {
  before = place()
  await runInit('ca', { ...making, ...permitted }, before.context())
  await runIssue('db', { ...issuing, dns: [], ip: [], spiffe: [] }, before.context())
})
afterAll(() => before.end())

function stateOf({ folder }: Place): string {
  return JSON.stringify(openStore(join(folder, 'ca'), 'ca').state)
}

/** The serial that a component has, with a key that fits it: never half. */
function inUse({ folder }: Place, name: string): string {
  const read = (file: string): string => readFileSync(join(folder, 'out', name, file), 'utf8')
  const certificate = new X509Certificate(certificateBlocks(read('tls.crt'))[0]!)
  expect(certificate.checkPrivateKey(createPrivateKey(read('tls.key')))).toBe(true)
  expect(certificateBlocks(read('ca.crt')).length).toBeGreaterThan(0)
  return certificate.serialNumber
}

/** Runs a change again and again, ended one step later each time, until it comes through; each time `check` looks at what is left. */
async function atEveryStep(change: (context: CaContext) => Promise<number>, check: (left: Place) => Promise<void> | void): Promise<number> {
  for (let last = 1; ; last++) {
    const left = before.copy()
    try {
      const { disk } = endingDisk(last)
      const ended = await change(left.context({ disk })).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(ended === undefined || ended instanceof Ended).toBe(true)
      await check(left)
      if (ended === undefined) return last
    } finally {
      left.end()
    }
  }
}

describe('a run that is ended at any step', { timeout: 120_000 }, () => {
  it('has made an authority, or none', async () => {
    const steps = await atEveryStep(
      (context) => runInit('new', { ...making, ...permitted }, context),
      async (left) => {
        const isThere = holdsAuthority(join(left.folder, 'new'))
        if (!isThere) await runInit('new', { ...making, ...permitted }, left.context())
        else await runCrl({ ...unlocking, ca: 'new' }, left.context())
        expect(runStatus({ ca: 'new', format: 'text' }, left.context())).toBe(0)
      },
    )
    expect(steps).toBeGreaterThan(15)
  })

  it('has renewed a certificate with its key, or left the old ones in use', async () => {
    const [old, serial] = [stateOf(before), inUse(before, 'db')]
    const seen = new Set<string>()
    const steps = await atEveryStep(
      (context) => runRenew(['db'], unlocking, context),
      async (left) => {
        const isNew = stateOf(left) !== old
        const isDelivered = inUse(left, 'db') !== serial
        seen.add(`${isNew} ${isDelivered}`)
        expect(isDelivered && !isNew).toBe(false)
        // what is on record and not delivered is told, and the next run puts it right
        expect(runStatus({ ca: 'ca', format: 'text' }, left.context())).toBe(
          isNew === isDelivered && staleFiles(join(left.folder, 'ca'), openStore(join(left.folder, 'ca'), 'ca').state).length === 0 ? 0 : 1,
        )
        await runRenew([], unlocking, left.context())
        expect(runStatus({ ca: 'ca', format: 'text' }, left.context())).toBe(0)
        inUse(left, 'db')
      },
    )
    expect(steps).toBeGreaterThan(15)
    expect([...seen].toSorted()).toEqual(['false false', 'true false', 'true true'])
  })

  it('has taken a certificate back, or not; the list is the old one or the new one', async () => {
    const list = readFileSync(join(before.folder, 'ca/crl.pem'), 'utf8')
    const seen = new Set<string>()
    await atEveryStep(
      (context) => runRevoke('db', { ...unlocking, reason: 'key-compromise' }, context),
      async (left) => {
        const { state } = openStore(join(left.folder, 'ca'), 'ca')
        const isRevoked = state.issued[0]!.revoked !== undefined
        const now = readFileSync(join(left.folder, 'ca/crl.pem'), 'utf8')
        expect([list, state.authorities.map((each) => each.list!.text).join('')]).toContain(now)
        seen.add(`${isRevoked} ${now !== list}`)
        await runCrl(unlocking, left.context())
        expect(readFileSync(join(left.folder, 'ca/crl.pem'), 'utf8') !== list).toBe(true)
      },
    )
    expect([...seen].toSorted()).toEqual(['false false', 'true false', 'true true'])
  })

  it('has begun a rotation, or not: a root that is trusted has its key', async () => {
    const trusted = new Set<number>()
    await atEveryStep(
      (context) => runRotate('start', making, context),
      (left) => {
        const { state } = openStore(join(left.folder, 'ca'), 'ca')
        for (const { id } of state.authorities) expect(existsSync(join(left.folder, 'ca/keys', `${id}.key`))).toBe(true)
        const count = certificateBlocks(readFileSync(join(left.folder, 'ca/trust.pem'), 'utf8')).length
        expect(count).toBeLessThanOrEqual(state.authorities.filter(({ role }) => role === 'root').length)
        trusted.add(count)
        inUse(left, 'db')
      },
    )
    expect(trusted).toEqual(new Set([1, 2]))
  })
})

it('two runs at once are one, and the other one says so', async () => {
  const shared = before.copy()
  const results = await Promise.allSettled(
    ['a', 'b'].map((each) => runIssue(`${each}.internal.example`, { ...issuing, dns: [], ip: [], spiffe: [] }, shared.context())),
  )
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(String(results.find((each) => each.status === 'rejected')?.reason)).toContain('another run changed it meanwhile')
  expect(openStore(join(shared.folder, 'ca'), 'ca').state.issued).toHaveLength(2)
  shared.end()
})
