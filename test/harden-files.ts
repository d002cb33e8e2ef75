import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { DeploymentHardening, Hardening } from '../src/model/hardening.ts'
import { call } from './in-process.ts'

export interface Hardened {
  readonly plan: DeploymentHardening
  readonly said: string
  readonly read: (name: string) => string
  readonly folder: string
}

/** Writes files, hardens them by one remedy alone, and gives what came of it. */
export async function harden(files: Readonly<Record<string, string | Uint8Array>>, only = 'channels'): Promise<Hardened> {
  const base = mkdtempSync(join(tmpdir(), 'ringwall-channels-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, 'weak', name)), { recursive: true })
    writeFileSync(join(base, 'weak', name), text)
  }
  const folder = join(base, 'hard')
  const { stdout, stderr } = await call(['harden', join(base, 'weak'), '--only', only, '--format', 'json', '--write', folder])
  expect(stderr).toBe('')
  const plan = (JSON.parse(stdout) as Hardening).deployments[0]!
  return { plan, said: stdout, folder, read: (name) => readFileSync(join(folder, name), 'utf8') }
}

/** What is judged of connections. */
export const ofChannels: RegExp =
  /^(?:channel\/(?:encrypted|plaintext-refused|server-verified|authenticated|certificate|coherent)|listener\/authenticated)$/
