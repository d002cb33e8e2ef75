import { beforeAll, describe, expect, it } from 'vitest'
import { exampleDocument } from '../../../test/guard/example.ts'
import type { SigningKey } from '../../../test/guard/saml-provider.ts'
import { providerMetadata, signingKey } from '../../../test/guard/saml-provider.ts'
import type { AuditEvent } from '../audit/event.ts'
import { wrongIn } from '../audit/check.ts'
import type { KeyRecord } from '../keys/life.ts'
import { endingWatch } from '../serve/endings.ts'
import { endingsOf, endingText, keyEndings } from './endings.ts'
import { namedFiles } from './named.ts'
import { endingTeller } from './tell.ts'

const day = 86_400_000

describe('what ends soon', () => {
  let soon: SigningKey
  let later: SigningKey
  let over: SigningKey
  const now = Date.now()
  beforeAll(async () => {
    soon = await signingKey(10.5)
    later = await signingKey(300)
    over = await signingKey(-1.5)
  })

  const files = (): Readonly<Record<string, string>> => ({
    '/soon.pem': soon.certificate,
    '/later.pem': later.certificate,
    '/both.pem': `${later.certificate}\n${over.certificate}`,
    '/idp.xml': providerMetadata([soon.certificate, later.certificate]),
    '/broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    '/broken.xml': '<md',
  })
  const read = (file: string): string => {
    const text = files()[file]
    if (text === undefined) throw new Error('not there')
    return text
  }

  it('is told of certificates and metadata, the soonest first, with the file', () => {
    const named = Object.keys({ ...files(), '/missing.pem': '' }).map((file) => ({
      what: 'a thing',
      file,
      kind: file.endsWith('.xml') ? ('metadata' as const) : ('certificates' as const),
    }))
    expect(endingsOf(named, read, now).map((one) => endingText(one, now))).toEqual([
      expect.stringMatching(/^a thing \(\/both\.pem\): CN=idp has ended, on \d{4}-\d\d-\d\d$/),
      expect.stringMatching(/^a thing \(\/soon\.pem\) ends in 10 days, on /),
      expect.stringMatching(/^a thing \(\/idp\.xml\): certificate [0-9A-F:]+ ends in 10 days, on /),
    ])
  })

  it('is told of API keys that are in force', () => {
    const key = (id: string, days: number, more: Partial<KeyRecord> = {}): KeyRecord => ({
      id,
      hash: '',
      ending: '',
      owner: 'billing',
      purpose: '',
      scopes: [],
      sources: [],
      created: now - day,
      expires: now + days * day,
      ...more,
    })
    const all = [key('a', 20), key('b', 13.5), key('c', 1.5), key('d', 0.5), key('e', -1), key('f', 1, { revoked: now - 1 })]
    expect(keyEndings(all, now).map((one) => endingText(one, now).replace(/, on .*/, ''))).toEqual([
      'API key d of billing ends today',
      'API key c of billing ends in a day',
      'API key b of billing ends in 13 days',
    ])
  })

  it('is of the files that guard.yaml names, each once', () => {
    expect(namedFiles(exampleDocument({ workers: '/tls/workers.crt' })).map(({ file }) => file)).toEqual(['/tls/app.crt', '/tls/workers.crt'])
  })

  it('is written into the audit log, and said, as long as the guard runs', async () => {
    const written: AuditEvent[] = []
    const said: string[] = []
    await endingWatch({
      document: exampleDocument({ certificate: '/soon.pem' }),
      read,
      keys: { list: () => Promise.resolve([]) },
      audit: { write: async (event) => void written.push(event) },
      trouble: (what) => void said.push(what),
      now: () => now,
    })()
    expect(said).toEqual([expect.stringMatching(/^certificate of all sites \(\/soon\.pem\) ends in 10 days, on /)])
    expect(written).toEqual([{ kind: 'ending', what: 'certificate of all sites (/soon.pem)', until: expect.stringMatching(/Z$/) as string }])
    expect(written.map((event) => wrongIn(event))).toEqual([undefined])
  })

  it('is told at each step once, and again where that failed', async () => {
    const told: string[] = []
    let isBroken = false
    const clock = { at: 0 }
    const look = endingTeller(
      async ({ what }) => {
        if (isBroken) throw new Error('the log is full')
        told.push(`${what} ${clock.at / day}`)
      },
      () => clock.at,
    )
    const all = [{ what: 'x', end: 20.5 * day }]
    for (clock.at = 0; clock.at <= 22 * day; clock.at += day) await look(all)
    expect(told).toEqual(['x 0', 'x 7', 'x 14', 'x 18', 'x 20', 'x 21'])
    isBroken = true
    await expect(look([{ what: 'y', end: 30 * day }])).rejects.toThrow('full')
    isBroken = false
    await look([{ what: 'y', end: 30 * day }])
    expect(told.at(-1)).toBe('y 23')
  })
})
