import type { KeyObject } from 'node:crypto'
import { randomBytes } from 'node:crypto'
import { createAuthority } from '../../src/pki/authority.ts'
import { issue } from '../../src/pki/leaf.ts'

/** What a server sends, with its key. */
export interface Sent {
  readonly chain: string
  readonly key: string
}

/** Certificates of one authority that clients trust; each has one fault and no other. */
export interface Flawed {
  /** The authority, in force, to be imported. */
  readonly root: { readonly certificate: string; readonly key: string }
  readonly wrongName: Sent
  readonly ended: Sent
  /** In force itself, below an authority that is not any more. */
  readonly endedAuthority: Sent
}

const day = 24 * 60 * 60 * 1000

/** @param name by which clients call the server */
export async function flawedCertificates(name: string): Promise<Flawed> {
  const now = Date.now()
  const life = { notBefore: new Date(now - 1000 * day), notAfter: new Date(now + 1000 * day) }
  const past = { notBefore: life.notBefore, notAfter: new Date(now - 2 * day) }
  const root = await createAuthority({ name: 'lab root', ...life }, randomBytes)
  const issuing = await createAuthority({ name: 'lab issuing', issuer: root, ...life }, randomBytes)
  const before = await createAuthority({ name: 'lab issuing', issuer: root, key: issuing.key, ...past }, randomBytes)
  const sent = async (called: string, when: typeof life): Promise<Sent & { readonly certificate: string }> => {
    const made = await issue(issuing, { name: called, names: { dns: [called] }, usage: ['server'], ...when }, randomBytes)
    return { chain: made.chain, key: pem(made.key), certificate: made.certificate }
  }
  const good = await sent(name, life)
  return {
    root: { certificate: root.certificate, key: pem(root.key) },
    wrongName: await sent('other.example.org', life),
    ended: await sent(name, past),
    endedAuthority: { ...good, chain: `${good.certificate}${before.certificate}` },
  }
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}
