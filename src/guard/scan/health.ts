import { connect } from 'node:net'
import { createGzip } from 'node:zlib'
import { clamdVersion } from '../../wire/clamd.ts'
import { Conversation } from '../../wire/conversation.ts'
import { attempt } from '../../wire/fault.ts'
import type { ClamdAddress } from './clamd.ts'
import { Instream } from './clamd.ts'
import { encryptedArchive } from './encrypted.ts'

/** What is known of a scanner at a moment. What is absent was not found out. */
export interface ScannerHealth {
  /** It answered as clamd does. */
  readonly answers: boolean
  /** Why not, or why something is absent. */
  readonly detail?: string
  readonly version?: string
  /** Milliseconds since its signatures were made; negative where its clock or ours is wrong. It tells no zone: 14 hours either way. */
  readonly signaturesAge?: number
  /** It finds the file that scanners are tested with: without that a "clean" of it proves nothing. */
  readonly detects: boolean
}

interface Asked {
  readonly signal: AbortSignal
  /** Milliseconds for each of the questions. */
  readonly timeout: number
}

/** Asks a scanner for its version and has it scan the test file of EICAR (eicar.org), and one that is only random as the contrary. */
export async function scannerHealth(address: ClamdAddress, now: number, random: Uint8Array, asked: Asked): Promise<ScannerHealth> {
  const talk = new Conversation(connect(address), { ...asked, transcript: [], limit: 4096 })
  const version = await attempt(async () => clamdVersion(talk))
  talk.end()
  if (!version.ok) return { answers: false, detail: version.fault.detail, detects: false }
  const [found, other] = [await once(address, testFile(), asked), await once(address, random, asked)]
  const { signatures } = version.value
  return {
    answers: true,
    version: version.value.version,
    ...(signatures === undefined ? { detail: 'its signatures have no date' } : { signaturesAge: now - signatures }),
    detects: found.kind === 'infected' && other.kind === 'clean',
  }
}

/**
 * Whether a scanner says so where it does not look further (AlertExceedsMax of clamd.conf(5), off by default): it is given a file that unpacks to
 * more than `megabytes`, its MaxFileSize (100 by default). Of a scanner that does not, `clean` may mean that it did not look.
 */
export async function tellsLimits(address: ClamdAddress, megabytes: number, asked: Asked): Promise<'tells' | 'silent' | 'unknown'> {
  const session = new Instream(address, { ...asked, limit: Infinity })
  const packer = createGzip({ level: 9 })
  const packed = (async () => {
    for await (const bytes of packer) await session.write(bytes as Buffer)
  })()
  for (let sent = 0; sent <= megabytes; sent++) {
    if (!packer.write(Buffer.alloc(1 << 20))) await new Promise((resolve) => packer.once('drain', resolve))
  }
  packer.end()
  await packed
  const verdict = await session.finish()
  if (verdict.kind === 'clean') return 'silent'
  return verdict.kind === 'not-scanned' && verdict.reason === 'too-large' ? 'tells' : 'unknown'
}

/** Whether a scanner says so where it cannot open an archive (AlertEncrypted of clamd.conf(5), off by default). */
export async function tellsLocks(address: ClamdAddress, asked: Asked): Promise<'tells' | 'silent' | 'unknown'> {
  const verdict = await once(address, encryptedArchive(), asked)
  if (verdict.kind === 'clean') return 'silent'
  return verdict.kind === 'not-scanned' && verdict.reason === 'locked' ? 'tells' : 'unknown'
}

async function once(address: ClamdAddress, bytes: Uint8Array, asked: Asked): Promise<Awaited<ReturnType<Instream['finish']>>> {
  const session = new Instream(address, { ...asked, limit: Infinity })
  await session.write(bytes)
  return session.finish()
}

/** In two halves, so that no scanner finds it here. */
function testFile(): Buffer {
  return Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''), 'latin1')
}
