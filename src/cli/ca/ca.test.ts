import type { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Place } from '../../../test/authority.ts'
import { after, issuing, making, passphrase, place, start, unlocking } from '../../../test/authority.ts'
import { certificatesIn } from '../../pki/pem.ts'
import type { Options } from './context.ts'
import { runInit } from './init.ts'
import { runIssue } from './issue.ts'
import { runRenew } from './renew.ts'
import { runCrl, runRevoke } from './revoke.ts'
import { runRotate } from './rotate.ts'
import { runStatus } from './status.ts'

const permitted = { permitDns: ['db', 'app', 'internal.example'], permitIp: ['10.0.0.0/8'], permitSpiffe: ['example.org'] }
const noNames = { dns: [], ip: [], spiffe: [] }

let here: Place

beforeEach(async () => {
  here = place()
  await runInit('ca', { ...making, ...permitted }, here.context())
})
afterEach(() => here.end())

function issueDb(other: Options = {}, name = 'db'): Promise<number> {
  return runIssue(name, { ...issuing, ...noNames, ...other }, here.context())
}

function at(...parts: readonly string[]): string {
  return join(here.folder, ...parts)
}

function text(...parts: readonly string[]): string {
  return readFileSync(at(...parts), 'utf8')
}

function leaf(name = 'db'): X509Certificate {
  return certificatesIn(text('out', name, 'tls.crt'))[0]!
}

function status(now: Date = start, other: Options = {}): { readonly code: number; readonly todo: readonly string[] } {
  const before = here.said().length
  const code = runStatus({ ca: 'ca', format: 'json', ...other }, here.context({ now }))
  return { code, todo: (JSON.parse(here.said().slice(before)) as { todo: readonly string[] }).todo }
}

describe('an authority in a folder', () => {
  it('has secrets that only its owner reads, and the rest for everybody', async () => {
    await issueDb({ stores: 'env:OTHER' })
    const files = ['ca', 'out'].flatMap((top) =>
      (readdirSync(at(top), { recursive: true, encoding: 'utf8' }) as readonly string[])
        .map((file) => join(top, file))
        .filter((file) => statSync(at(file)).isFile()),
    )
    const open = files.filter((file) => (statSync(at(file)).mode & 0o077) !== 0).map((file) => file.replace(/\.db-[0-9a-f]+/, 'db'))
    expect([...new Set(open)].toSorted()).toEqual(['ca/crl.pem', 'ca/issuing.pem', 'ca/trust.pem', 'out/db/ca.crt', 'out/db/tls.crt'])
    for (const file of files) {
      const bytes = readFileSync(at(file))
      expect(bytes.includes(passphrase) || bytes.includes('another-passphrase')).toBe(false)
      expect(bytes.includes('BEGIN PRIVATE KEY') && !file.endsWith('tls.key')).toBe(false)
    }
  })

  it('says neither passphrase nor key', async () => {
    await issueDb({ stores: 'env:OTHER' })
    await runRenew(['db'], unlocking, here.context())
    await expect(runRenew(['db'], { ...unlocking, passphrase: 'env:OTHER' }, here.context())).rejects.toThrow(
      /^ca\/keys\/issuing-1\.key: the passphrase does not open it$/,
    )
    await expect(runRenew(['db'], { ...unlocking, passphrase }, here.context())).rejects.toThrow(/^(?:(?!canary).)*$/s)
    expect(here.said()).not.toMatch(/canary|another-passphrase|PRIVATE/)
  })

  it('is not made over another one, nor without saying what it may name, nor with a short passphrase', async () => {
    const make = (dir: string, other: Options): Promise<number> => runInit(dir, { ...making, ...permitted, ...other }, here.context())
    await expect(make('ca', {})).rejects.toThrow('there is an authority already')
    await expect(make('x', { permitDns: [], permitIp: [], permitSpiffe: [] })).rejects.toThrow('who steals its key could be any server of the world')
    await expect(make('x', { unconstrained: true })).rejects.toThrow('not both')
    await expect(
      runInit('x', { ...making, ...permitted }, { ...here.context(), io: { ...here.context().io, env: { PASS: 'short' } } }),
    ).rejects.toThrow('less than 12')
    await expect(make('x', { passphrase: undefined })).rejects.toThrow('no terminal to ask at')
    await expect(make('x', { passphrase: undefined, newKeyFile: 'others.txt' })).rejects.toThrow('is there already')
    expect(existsSync(at('x'))).toBe(false)
    expect(text('others.txt')).toBe('not ours\n')
  })

  it('takes a passphrase from a key file that it makes, from a file that nobody else reads, or from a person who types it twice', async () => {
    await runInit('b', { ...making, ...permitted, passphrase: undefined, newKeyFile: 'key' }, here.context())
    expect(statSync(at('key')).mode & 0o777).toBe(0o600)
    expect(await issueDb({ ca: 'b', passphrase: 'file:key' })).toBe(0)
    chmodSync(at('key'), 0o644)
    await expect(issueDb({ ca: 'b', passphrase: 'file:key', force: true })).rejects.toThrow('others may read key')
    const typed = ['typed by a person', 'typed by another one']
    await expect(
      runInit('c', { ...making, ...permitted, passphrase: 'prompt' }, here.context({ ask: () => Promise.resolve(typed.shift()!) })),
    ).rejects.toThrow('not the same')
    expect(
      await runInit('c', { ...making, ...permitted, passphrase: 'prompt' }, here.context({ ask: () => Promise.resolve('typed by a person') })),
    ).toBe(0)
  })

  it('may keep its root under another passphrase, and its key elsewhere', async () => {
    await runInit('b', { ...making, ...permitted, rootPassphrase: 'env:OTHER' }, here.context())
    renameSync(at('b/keys/root-1.key'), at('far-away'))
    expect(await issueDb({ ca: 'b' })).toBe(0)
    expect(await runRevoke('db', { ...unlocking, ca: 'b', reason: 'superseded' }, here.context())).toBe(0)
    await expect(runRotate('issuing', { ...making, ca: 'b', rootPassphrase: 'env:OTHER' }, here.context())).rejects.toThrow(
      'b/keys/root-1.key: the key is not there',
    )
    renameSync(at('far-away'), at('b/keys/root-1.key'))
    await expect(runRotate('issuing', { ...making, ca: 'b' }, here.context())).rejects.toThrow('does not open it')
    expect(await runRotate('issuing', { ...making, ca: 'b', rootPassphrase: 'env:OTHER' }, here.context())).toBe(0)
  })
})

describe('a certificate', () => {
  it('has the names that were asked for, and a server its own by default', async () => {
    await issueDb()
    await issueDb({ dns: ['db.internal.example'], ip: ['10.0.0.7'], spiffe: ['spiffe://example.org/app'], server: true, client: true }, 'app')
    expect(leaf().subjectAltName).toBe('DNS:db')
    expect(leaf('app').subjectAltName).toBe('DNS:db.internal.example, IP Address:10.0.0.7, URI:spiffe://example.org/app')
    await expect(issueDb({}, 'elsewhere')).rejects.toThrow('may not name elsewhere')
    await expect(issueDb({}, '../db')).rejects.toThrow('is no name of a component')
    await expect(issueDb({ days: '0' }, 'app')).rejects.toThrow(/has a certificate|no number/)
  })

  it('is not issued over another one, or over what is not ours', async () => {
    await issueDb()
    const { serialNumber } = leaf()
    await expect(issueDb()).rejects.toThrow('db: it has a certificate until 2026-04-01')
    expect(leaf().serialNumber).toBe(serialNumber)
    await issueDb({ force: true, dns: ['app'] })
    expect(leaf().subjectAltName).toBe('DNS:app')
    mkdirSync(at('out/app'))
    await expect(issueDb({}, 'app')).rejects.toThrow('something that is not of this authority')
  })

  it('is renewed when two thirds of its life are over, with another key, and the one before stays', async () => {
    await issueDb()
    const [before, key] = [leaf(), text('out/db/tls.key')]
    expect(status(after(59)).todo).not.toContain('db: due')
    expect(status(after(61)).todo).toContain('db: due')
    await runRenew([], unlocking, here.context({ now: after(50) }))
    expect(leaf().serialNumber).toBe(before.serialNumber)
    await runRenew([], unlocking, here.context({ now: after(61) }))
    expect(leaf().serialNumber).not.toBe(before.serialNumber)
    expect(text('out/db/tls.key')).not.toBe(key)
    expect(leaf().validTo).toBe('Jun  1 12:00:00 2026 GMT')
    expect(text('out', `.db-${before.serialNumber.toLowerCase()}`, 'tls.key')).toBe(key)
    await runRenew([], { ...unlocking, all: true }, here.context({ now: after(62) }))
    expect(readdirSync(at('out')).filter((file) => file.startsWith('.db-'))).toHaveLength(2)
    await expect(runRenew(['nobody'], unlocking, here.context())).rejects.toThrow('no certificate of that name')
  })

  it('whose stores have no password is not even on record', async () => {
    await expect(issueDb({ stores: 'env:NOTHING' })).rejects.toThrow('db: --stores: the variable NOTHING holds nothing')
    expect(status()).toEqual({ code: 0, todo: [] })
  })

  it.runIf(process.getuid?.() === 0)('belongs to whom it is for', async () => {
    await issueDb({ owner: '999:998', stores: 'env:OTHER' })
    for (const file of ['tls.key', 'tls.crt', 'keystore.p12', 'truststore.p12'])
      expect(statSync(at('out/db', file))).toMatchObject({ uid: 999, gid: 998 })
    await runRenew(['db'], unlocking, here.context())
    expect(statSync(at('out/db/tls.key'))).toMatchObject({ uid: 999, gid: 998 })
    await expect(issueDb({ owner: 'postgres' }, 'app')).rejects.toThrow('as numbers')
  })

  it('ends with its authority at the latest', async () => {
    await runRotate('issuing', { ...making, issuingDays: '30' }, here.context())
    await issueDb()
    expect(leaf().validTo).toBe('Jan 31 12:00:00 2026 GMT')
  })

  it('that was lost on its way is told and made anew', async () => {
    await issueDb()
    renameSync(at('out'), at('gone'))
    expect(status().todo).toEqual(['db: not delivered'])
    await runRenew([], unlocking, here.context())
    expect(status()).toEqual({ code: 0, todo: [] })
  })

  it('that was taken back is on the list, is told, and is renewed', async () => {
    await issueDb()
    await runRevoke('db', { ...unlocking, reason: 'key-compromise' }, here.context({ now: after(1) }))
    expect(status(after(1)).todo).toEqual(['db: taken back'])
    await expect(runRevoke('db', { ...unlocking, reason: 'key-compromise' }, here.context())).rejects.toThrow('that counts')
    await expect(runRevoke('issuing-1', { ...unlocking, reason: 'ca-compromise' }, here.context())).rejects.toThrow('it is the one that issues')
    await expect(runRevoke('root-1', { ...unlocking, reason: 'ca-compromise' }, here.context())).rejects.toThrow('that counts')
    await runRenew([], unlocking, here.context({ now: after(1) }))
    expect(status(after(1)).code).toBe(0)
  })
})

describe('lists', () => {
  it('are due before they end, and the files that follow from the state are put right', async () => {
    expect(status(after(9)).code).toBe(0)
    expect(status(after(10)).todo).toEqual(['issuing-1: its revocation list is due: "ringwall ca renew"'])
    await runRenew([], unlocking, here.context({ now: after(10) }))
    expect(status(after(10)).code).toBe(0)
    writeFileSync(at('ca/trust.pem'), 'somebody else')
    expect(status(after(10)).todo).toEqual(['trust.pem: not as it should be, "ringwall ca crl" writes it'])
    await runCrl(unlocking, here.context({ now: after(10) }))
    expect(status(after(10)).code).toBe(0)
  })
})
