import { hash, verify } from '@node-rs/argon2'
import { atMost } from '../at-most.ts'

export interface Hashing {
  /** A PHC string of argon2id. */
  readonly hash: (password: string) => Promise<string>
  readonly verify: (kept: string, password: string) => Promise<boolean>
}

/** argon2id with 19 MiB, two passes, one lane: the least that OWASP's Password Storage Cheat Sheet (2025) gives; about 20 ms of one core. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** At once, and waiting: others use the same threads of libuv, and who floods the log-in finds a refusal, not a machine without memory. */
const [together, waiting] = [2, 32]

/** Hashes passwords off the event loop; more than are waiting are an error. @param pepper what the store alone is of no use without */
export function argon2id(pepper: Buffer): Hashing {
  const inTurn = atMost(together, waiting)
  // compatible characters are one (NIST SP 800-63B 3.1.1.2)
  const bytes = (password: string): Buffer => Buffer.from(password.normalize('NFKC'), 'utf8')
  return {
    hash: (password) => inTurn(() => hash(bytes(password), { ...parameters, secret: pepper })),
    verify: (kept, password) => inTurn(() => verify(kept, bytes(password), { secret: pepper })),
  }
}
