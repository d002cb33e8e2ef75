import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notesOf, openCheckpoint, signCheckpoint } from '../../src/guard/audit/checkpoint.ts'
import { openNote, parseVerifier, signNote, verifierText } from '../../src/guard/audit/note.ts'
import { consistencyProof, growTree, inclusionProof, isConsistent, isIncluded, leafHash, rootsOf } from '../../src/guard/audit/tree.ts'

// leaves and roots of the reference implementation of Certificate Transparency (google/certificate-transparency, merkletree tests)
const published = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

function leaves(count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)))
}

describe('the tree', () => {
  it('has the published roots', () => {
    const tree = growTree()
    expect(tree.root().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    for (const [at, leaf] of published.entries()) {
      tree.append(leafHash(Buffer.from(leaf, 'hex')))
      expect(tree.root().toString('hex')).toBe(roots[at])
    }
  })

  it('goes on from its peaks', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (one, other) => {
        const all = leaves(one + other)
        const [whole, before] = [growTree(), growTree()]
        for (const leaf of all) whole.append(leaf)
        for (const leaf of all.slice(0, one)) before.append(leaf)
        const after = growTree(one, before.peaks())
        for (const leaf of all.slice(one)) after.append(leaf)
        expect(after.root()).toEqual(whole.root())
      }),
    )
    expect(() => growTree(3, [Buffer.alloc(32)])).toThrow('peaks')
  })

  it('proves of every leaf that it is in, and of no other', () => {
    for (const size of [1, 2, 3, 4, 7, 8, 9, 33]) {
      const all = leaves(size)
      const of = rootsOf(all)
      const root = of(0, size)
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(of, index, size)
        expect(isIncluded(all[index]!, index, size, proof, root)).toBe(true)
        expect(isIncluded(leafHash(Buffer.from('another')), index, size, proof, root)).toBe(false)
        expect(isIncluded(all[index]!, index + 1, size, proof, root)).toBe(false)
        expect(isIncluded(all[index]!, index, size, [...proof, Buffer.alloc(32)], root)).toBe(false)
        expect(isIncluded(all[index]!, index, size, proof.slice(1), root)).toBe(proof.length === 0)
      }
    }
  })

  it('proves that it only grew', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.nat(150), fc.nat(), (old, more, change) => {
        const all = leaves(old + more)
        const of = rootsOf(all)
        const [before, after] = [of(0, old), of(0, old + more)]
        const proof = consistencyProof(of, old, old + more)
        expect(isConsistent(old, old + more, before, after, proof)).toBe(true)
        const changed = all.with(change % old, leafHash(Buffer.from('another')))
        const forged = rootsOf(changed)
        expect(isConsistent(old, old + more, before, forged(0, old + more), consistencyProof(forged, old, old + more))).toBe(false)
      }),
    )
  })

  it('proves from the peaks of what is elsewhere', () => {
    const all = leaves(77)
    const of = rootsOf(all)
    const before = growTree()
    for (const leaf of all.slice(0, 45)) before.append(leaf)
    const partly = rootsOf(all.slice(45), 45, before.peaks())
    expect(partly(0, 77)).toEqual(of(0, 77))
    expect(inclusionProof(partly, 60, 77)).toEqual(inclusionProof(of, 60, 77))
    expect(() => inclusionProof(partly, 3, 77)).toThrow('not here')
  })
})

describe('notes', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const checkpoint = { origin: 'guard.example/audit', size: 12, root: leafHash(Buffer.from('x')) }
  const verifier = { name: checkpoint.origin, key: publicKey }

  it('opens what was published with the format', () => {
    // the example of golang.org/x/mod/sumdb/note
    const key = parseVerifier('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
    expect(key).toBeDefined()
    const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    const note = `${text}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
    expect(openNote(note, key!)).toBe(text)
    expect(openNote(note.replace('think', 'thank'), key!)).toBeUndefined()
    expect(verifierText(key!)).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  })

  it('opens its own, and nothing else', () => {
    const note = signCheckpoint(checkpoint, privateKey)
    expect(openCheckpoint(note, verifier)).toEqual(checkpoint)
    expect(openCheckpoint(note, { ...verifier, name: 'other' })).toBeUndefined()
    expect(openCheckpoint(note, { ...verifier, key: generateKeyPairSync('ed25519').publicKey })).toBeUndefined()
    expect(openCheckpoint(note.replace('\n12\n', '\n13\n'), verifier)).toBeUndefined()
    expect(openCheckpoint(signNote('other/log\n1\nAAAA\n', checkpoint.origin, privateKey), verifier)).toBeUndefined()
    expect(
      openCheckpoint(signNote(`${checkpoint.origin}\n01\n${checkpoint.root.toString('base64')}\n`, checkpoint.origin, privateKey), verifier),
    ).toBeUndefined()
    const own = note.slice(note.indexOf('\n\n') + 2)
    expect(openCheckpoint(note.replace(own, `\u2014 witness.example AAAA\n${own}`), verifier)).toEqual(checkpoint)
  })

  it('no byte of it can be another', () => {
    const note = Buffer.from(signCheckpoint(checkpoint, privateKey))
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(note)
        changed[at]! ^= change
        expect(openCheckpoint(changed.toString('utf8'), verifier)).toBeUndefined()
      }),
    )
  })

  it('finds those that were written to their end', () => {
    const [one, other] = [signCheckpoint(checkpoint, privateKey), signCheckpoint({ ...checkpoint, size: 13 }, privateKey)]
    expect(notesOf(`${one}\n${other}\n`)).toEqual([one, other])
    expect(notesOf(`${one}\n${other.slice(0, -20)}`)).toEqual([one])
  })
})
