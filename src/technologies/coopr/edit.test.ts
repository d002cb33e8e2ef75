import { describe, expect, it } from 'vitest'
import type { Change, Edited } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { plainText } from '../../model/text.ts'
import type { Want } from '../../model/want.ts'
import { component } from '../../testing/component.ts'
import { edit } from './edit.ts'

const store = { text: '\u0001\u00ff', alias: 'server-data', password: { name: 'p', value: 'secret-word' } }
const identity = { certificate: 'CERT\n', key: { name: 'k', value: 'KEY\n' }, authority: 'CA\n' }
const place = { file: 'coopr-site.xml', line: 1 }

function edited(want: Want, deployment: object = {}, files: Readonly<Record<string, string>> = {}): Edited {
  const input = component({ image: 'caskdata/coopr-server:0.9.9', files })
  return edit(
    want,
    { id: 'server', title: 'Coopr', input } as unknown as Component,
    { components: [], listeners: [], channels: [], ...deployment } as unknown as Deployment,
  )
}

function keys(found: Edited): Readonly<Record<string, string>> {
  const changes = 'cannot' in found ? [] : found.changes
  return Object.fromEntries(changes.flatMap((each) => (each.kind === 'key' ? [[each.key, plainText(each.value ?? '')]] : [])))
}

function files(found: Edited): readonly Extract<Change, { readonly kind: 'file' }>[] {
  return 'cannot' in found ? [] : found.changes.flatMap((each) => (each.kind === 'file' ? [each] : []))
}

describe('a server of Coopr', () => {
  it('encrypts with the key of a store that it opens', () => {
    const vector = { name: 'v', value: '00'.repeat(16) }
    const found = edited({ kind: 'key-stores', key: 'x', stores: { for: 'secret', key: store, vector }, places: [place] })
    expect(files(found)).toMatchObject([{ path: '/etc/ringwall/credentials.p12', text: store.text, isBytes: true, isSecret: true }])
    expect(keys(found)).toMatchObject({
      'server.credential.store.encrypt.enabled': 'true',
      'server.credential.store.encrypt.keystore.path': '/etc/ringwall/credentials.p12',
      'server.credential.store.encrypt.key.alias': 'server-data',
      'server.credential.store.encrypt.key.password': 'secret-word',
    })
  })

  it('lets in whom its store of trust knows, with one password for store and key', () => {
    const found = edited({ kind: 'key-stores', key: 'x', stores: { for: 'mutual', identity: store, trust: store }, places: [place] })
    expect(keys(found)).toMatchObject({
      'server.tasks.ssl.enabled': 'true',
      'server.tasks.ssl.keystore.password': 'secret-word',
      'server.tasks.ssl.cert.password': 'secret-word',
      'server.tasks.ssl.trust.keystore.path': '/etc/ringwall/provisioners.p12',
    })
  })

  it('gets a setting that is written nowhere into its file', () =>
    expect(keys(edited({ kind: 'setting', concern: 'token-lifetime', key: 'security.x', value: '1', places: [place] }))).toEqual({
      'security.x': '1',
    }))

  it('of an image without settings of ours stays as it is', () => {
    const stores = { for: 'mutual', identity: store, trust: store } as const
    expect(edited({ kind: 'key-stores', key: 'x', stores, places: [component({}).at] })).toMatchObject({ reason: 'not-in-files' })
  })
})

describe('a provisioner', () => {
  const want: Want = { kind: 'connect', channel: 'c', trust: { authority: 'CA\n', port: 55_055, identity } }
  const site = '<configuration><property><name>provisioner.server.uri</name><value>http://server:55055</value></property></configuration>'

  it('calls by TLS and shows its certificate', () => {
    const deployment = {
      channels: [{ id: 'c', to: { kind: 'external' }, key: 'provisioner.server.uri', evidence: [{ file: 'provisioner-site.xml', line: 1 }] }],
    }
    const found = edited(want, deployment, { '/etc/coopr/conf/provisioner-site.xml': site })
    expect(files(found)).toMatchObject([{ path: '/etc/ringwall/provisioner.pem', text: 'CERT\nKEY\n', isSecret: true }])
    expect(keys(found)).toEqual({
      'provisioner.server.uri': 'https://server:55055',
      'provisioner.trust.cert.path': '/etc/ringwall/provisioner.pem',
    })
  })

  it('whose address is written elsewhere does not', () => {
    const deployment = { channels: [{ id: 'c', to: { kind: 'external' }, key: 'COOPR_SERVER_URI', evidence: [place] }] }
    expect(edited(want, deployment)).toMatchObject({ reason: 'no-remedy' })
  })
})
