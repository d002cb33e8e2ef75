import type { KeyObject } from 'node:crypto'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuditEvent } from '../../src/guard/audit/event.ts'
import type { AuditClock, AuditLog, AuditOptions } from '../../src/guard/audit/writer.ts'
import { openAudit } from '../../src/guard/audit/writer.ts'
import { address, label } from '../../src/guard/audit/values.ts'
import type { Verification } from '../../src/guard/audit/verify.ts'
import { verifyParts } from '../../src/guard/audit/verify.ts'
import { partsOf } from '../../src/guard/audit/sources.ts'
import { notesOf, openCheckpoint } from '../../src/guard/audit/checkpoint.ts'

export const origin = 'guard.example/audit'
export const keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } = generateKeyPairSync('ed25519')

const base = mkdtempSync(join(tmpdir(), 'ringwall-audit-'))
process.once('exit', () => rmSync(base, { recursive: true, force: true }))

/** A folder that is not there yet, alone in one that is removed when the tests have ended. */
export function newFolder(): string {
  return join(mkdtempSync(join(base, 'of-')), 'log')
}

/** A clock that goes on when it is told to. */
export interface HandClock extends AuditClock {
  readonly pass: (milliseconds: number) => void
}

export function handClock(): HandClock {
  let now = Date.parse('2026-03-01T10:00:00Z')
  const calls = new Set<{ readonly call: () => void; readonly every: number; next: number }>()
  return {
    now: () => new Date(now),
    every(every, call) {
      const one = { call, every, next: now + every }
      calls.add(one)
      return () => void calls.delete(one)
    },
    pass(milliseconds) {
      now += milliseconds
      for (const one of calls) {
        if (one.next > now) continue
        one.next = now + one.every
        one.call()
      }
    },
  }
}

export async function openLog(folder: string, options: Partial<AuditOptions> = {}): Promise<AuditLog> {
  return openAudit({ folder, origin, key: keys.privateKey, version: '1.0.0', clock: handClock(), ...options })
}

/** An event of the class that manages. */
export function keyEvent(name: string): AuditEvent {
  return { kind: 'key', by: { type: 'account', id: label('ada') }, change: 'created', key: label(name) }
}

export function decision(verdict: 'allow' | 'deny', access: 'data' | 'other' = 'other', route = 'shop'): AuditEvent {
  return {
    kind: 'decision',
    access,
    verdict,
    who: { type: 'account', id: label('ada') },
    method: label('GET'),
    host: label('shop.example'),
    route: label(route),
    source: address('192.0.2.7'),
  }
}

/** The records of a log, in their order. */
export function records(path: string): readonly Record<string, unknown>[] {
  return partsOf(path).flatMap(({ lines }) =>
    [...lines].slice(1).map(({ bytes }) => JSON.parse(bytes.subarray(45).toString('utf8')) as Record<string, unknown>),
  )
}

export function verified(path: string, outside = ''): Verification {
  const verifier = { name: origin, key: keys.publicKey }
  return verifyParts(
    partsOf(path),
    verifier,
    notesOf(outside).map((note) => openCheckpoint(note, verifier)!),
  )
}
