import { createECDH, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import { WireError } from '../fault.ts'

/** Our half of an exchange of keys in one group. */
export interface Share {
  readonly group: number
  readonly key: Buffer
  readonly combine: (theirs: Buffer) => Buffer
}

const curves: ReadonlyMap<number, string> = new Map([
  [23, 'prime256v1'],
  [24, 'secp384r1'],
  [25, 'secp521r1'],
])

/** Groups in which we can agree on a key; x25519 first. */
export const ownGroups: readonly number[] = [29, 23, 24, 25, 30]

/** RFC 8446, section 4.2.8.2; RFC 7748. */
export function shareIn(group: number): Share {
  const curve = curves.get(group)
  return curve === undefined ? montgomery(group) : weierstrass(group, curve)
}

function montgomery(group: number): Share {
  const [type, crv] = group === 30 ? (['x448', 'X448'] as const) : (['x25519', 'X25519'] as const)
  const { publicKey, privateKey } = type === 'x448' ? generateKeyPairSync('x448') : generateKeyPairSync('x25519')
  return {
    group,
    key: Buffer.from(String(publicKey.export({ format: 'jwk' })['x']), 'base64url'),
    combine: (theirs) =>
      combined(() =>
        diffieHellman({ privateKey, publicKey: createPublicKey({ key: { kty: 'OKP', crv, x: theirs.toString('base64url') }, format: 'jwk' }) }),
      ),
  }
}

function weierstrass(group: number, curve: string): Share {
  const ours = createECDH(curve)
  return { group, key: ours.generateKeys(), combine: (theirs) => combined(() => ours.computeSecret(theirs)) }
}

/** What the server sent may be no point of the curve. */
function combined(compute: () => Buffer): Buffer {
  try {
    return compute()
  } catch (error) {
    throw new WireError('garbage', "the server's half of the key is none", { cause: error })
  }
}
