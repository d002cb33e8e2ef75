import { checkPrime } from 'node:crypto'
import type { DhAnswer } from '../../protocols/tls-guideline/suites.ts'

/** Moduli that were looked at: the same few are met again and again. */
const known = new Map<string, DhAnswer>()

/** Rounds of Miller and Rabin: a composite made to deceive passes each with a chance of one in four. */
const checks = 20

/** Longest modulus that is looked at, in bits. */
const longest = 8192

/** Size of a Diffie-Hellman modulus, and whether it is a safe prime. */
export async function examine(modulus: Buffer): Promise<DhAnswer> {
  const key = modulus.toString('base64')
  const before = known.get(key)
  if (before !== undefined) return before
  const answer = await examined(modulus)
  if (known.size < 1000) known.set(key, answer)
  return answer
}

async function examined(modulus: Buffer): Promise<DhAnswer> {
  const value = BigInt(`0x0${modulus.toString('hex')}`)
  const bits = value === 0n ? 0 : value.toString(2).length
  if (bits > longest) return { bits, modulus: 'other' }
  if (!(await isPrime(value))) return { bits, modulus: 'composite' }
  return { bits, modulus: (await isPrime((value - 1n) / 2n)) ? 'safe-prime' : 'prime' }
}

function isPrime(value: bigint): Promise<boolean> {
  return new Promise((resolve, reject) => {
    checkPrime(value, { checks }, (error, result) => (error === null || error === undefined ? resolve(result) : reject(error)))
  })
}
