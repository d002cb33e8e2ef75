import { createPrivateKey } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Place } from '../../../test/authority.ts'
import { after, issuing, making, place, start, unlocking } from '../../../test/authority.ts'
import { certificatesIn } from '../../pki/pem.ts'
import type { Options } from './context.ts'
import { runExport } from './export.ts'
import { runImport } from './import.ts'
import { runInit } from './init.ts'
import { runIssue } from './issue.ts'
import { runRenew } from './renew.ts'
import { runRevoke } from './revoke.ts'
import { runRotate } from './rotate.ts'
import { runStatus } from './status.ts'
import { openStore } from './store.ts'

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

function status(now: Date = start, other: Options = {}): { readonly code: number; readonly todo: readonly string[] } {
  const before = here.said().length
  const code = runStatus({ ca: 'ca', format: 'json', ...other }, here.context({ now }))
  return { code, todo: (JSON.parse(here.said().slice(before)) as { todo: readonly string[] }).todo }
}

describe('a rotation', () => {
  const subjects = (...parts: readonly string[]): readonly string[] =>
    certificatesIn(text(...parts)).map(({ subject }) => subject.replace('CN=Ringwall ', ''))
  const rotate = (step: string, other: Options = {}): Promise<number> => runRotate(step, { ...making, ...other }, here.context())

  it('goes by three steps, and back', async () => {
    await issueDb()
    await expect(rotate('switch')).rejects.toThrow('no new root')
    await expect(rotate('finish')).rejects.toThrow('no old root')
    await expect(rotate('abort')).rejects.toThrow('no rotation')
    await rotate('start')
    expect([subjects('ca/trust.pem'), subjects('ca/issuing.pem')]).toEqual([['root 1', 'root 2'], ['issuing 1']])
    await expect(rotate('start')).rejects.toThrow('under way')
    await rotate('switch')
    expect(subjects('ca/issuing.pem')).toEqual(['issuing 2', 'root 2'])
    await rotate('abort')
    expect([subjects('ca/trust.pem'), subjects('ca/issuing.pem')]).toEqual([['root 1', 'root 2'], ['issuing 1']])
    await rotate('switch')
    await expect(rotate('finish')).rejects.toThrow('still in use: db')
    await runRenew([], unlocking, here.context())
    expect(subjects('out/db/tls.crt')).toEqual(['CN=db', 'issuing 2', 'root 2'])
    await rotate('finish')
    expect([subjects('ca/trust.pem'), subjects('ca/issuing.pem')]).toEqual([['root 2'], ['issuing 2']])
    expect(status().code).toBe(0)
  })

  it('is dropped before it counts', async () => {
    await rotate('start')
    await rotate('abort')
    expect(subjects('ca/trust.pem')).toEqual(['root 1'])
    await rotate('start')
    expect(subjects('ca/trust.pem')).toEqual(['root 1', 'root 3'])
  })

  it('goes back to the issuing authority that was last, whatever others were before', async () => {
    await rotate('issuing')
    await rotate('start')
    await rotate('switch')
    await rotate('abort')
    expect(subjects('ca/issuing.pem')).toEqual(['issuing 2'])
    expect(openStore(at('ca'), 'ca').state.authorities.map(({ id, phase }) => `${id} ${phase}`)).toEqual([
      'root-1 current',
      'issuing-1 retiring',
      'issuing-2 current',
      'root-2 next',
      'issuing-3 next',
    ])
  })

  it('may name something else from then on', async () => {
    await rotate('start', { permitDns: ['other.example'], permitIp: [], permitSpiffe: [] })
    await rotate('switch')
    await expect(issueDb()).rejects.toThrow('may not name db')
    expect(await issueDb({ dns: ['a.other.example'] })).toBe(0)
  })
})

describe('an authority of others', () => {
  const importing = { ...making, name: 'Taken over', certificate: 'ca/trust.pem', keyFrom: 'ca/keys/root-1.key', keyPassphrase: 'env:PASS' }

  it('is gone on with: a root, or one below a root', async () => {
    await runImport('b', importing, here.context())
    await issueDb({ ca: 'b' })
    expect(certificatesIn(text('out/db/tls.crt')).map(({ subject }) => subject)).toEqual(['CN=db', 'CN=Taken over issuing 1'])
    await expect(issueDb({ ca: 'b' }, 'elsewhere')).rejects.toThrow('may not name elsewhere')
    writeFileSync(at('chain.pem'), text('ca/issuing.pem') + text('ca/trust.pem'))
    await runImport('c', { ...importing, certificate: 'chain.pem', keyFrom: 'ca/keys/issuing-1.key' }, here.context())
    await issueDb({ ca: 'c' }, 'app')
    expect(certificatesIn(text('out/app/tls.crt')).map(({ subject }) => subject)).toEqual(['CN=app', 'CN=Ringwall issuing 1'])
    expect(await runRotate('start', { ...making, ca: 'c' }, here.context())).toBe(0)
  })

  it.each<[string, Options, string]>([
    ['another key', { keyFrom: 'ca/keys/issuing-1.key' }, 'the key is not that of the certificate'],
    ['no chain to a root', { certificate: 'ca/issuing.pem', keyFrom: 'ca/keys/issuing-1.key' }, 'is not among the certificates'],
    ['a wrong passphrase', { keyPassphrase: 'env:OTHER' }, '--key-from: the passphrase does not open it'],
    ['no certificate', { certificate: 'others.txt' }, 'there is no certificate in PEM'],
  ])('is not with %s', async (_name, other, why) => {
    await expect(runImport('b', { ...importing, ...other }, here.context())).rejects.toThrow(why)
    expect(existsSync(at('b'))).toBe(false)
  })

  it('is exported with a key of its own, and taken back alone', async () => {
    const exporting = { ...making, for: 'step-ca', dns: ['step.internal.example'], home: '/home/step' }
    await expect(runExport({ ...exporting, dns: [] }, here.context())).rejects.toThrow('the name that step-ca is reached by is missing')
    await expect(runExport({ ...exporting, dns: ['elsewhere'] }, here.context())).rejects.toThrow('may not name')
    await runExport(exporting, here.context())
    await expect(runExport(exporting, here.context())).rejects.toThrow('is there already')
    expect(JSON.parse(text('step-ca/config/ca.json'))).toMatchObject({
      address: ':9000',
      dnsNames: ['step.internal.example'],
      key: '/home/step/secrets/intermediate_ca_key',
    })
    expect(text('step-ca/secrets/intermediate_ca_key')).not.toBe(text('ca/keys/issuing-1.key'))
    await runExport({ ...exporting, for: 'cert-manager', namespace: 'pki', issuerName: 'inside' }, here.context())
    expect(statSync(at('cert-manager/secret.yaml')).mode & 0o777).toBe(0o600)
    expect(parse(text('cert-manager/issuer.yaml'))).toMatchObject({
      kind: 'ClusterIssuer',
      metadata: { name: 'inside' },
      spec: { ca: { secretName: 'inside-ca' } },
    })
    const secret = parse(text('cert-manager/secret.yaml')) as { metadata: unknown; data: Record<string, string> }
    expect(secret.metadata).toEqual({ name: 'inside-ca', namespace: 'pki' })
    const [own, above] = certificatesIn(Buffer.from(secret.data['tls.crt']!, 'base64').toString())
    expect(own!.verify(above!.publicKey) && above!.verify(above!.publicKey)).toBe(true)
    expect(own!.checkPrivateKey(createPrivateKey(Buffer.from(secret.data['tls.key']!, 'base64')))).toBe(true)
    await runRevoke('step-ca-1', { ...unlocking, reason: 'cessation-of-operation' }, here.context({ now: after(1) }))
    expect(openStore(at('ca'), 'ca').state.authorities.find(({ id }) => id === 'step-ca-1')).toMatchObject({ phase: 'dropped' })
    expect(status(after(1)).code).toBe(0)
  })
})
