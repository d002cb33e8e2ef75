import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import type { OwnSecret } from '../../guard/prepare/needs.ts'
import { othersSecrets, ownSecrets, siteCertificates } from '../../guard/prepare/needs.ts'
import { trialCertificate } from '../../guard/prepare/trial.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { documentAt } from './document.ts'

/**
 * `ringwall guard prepare`: what guard.yaml names and only the guard itself needs, where it is not there yet. Nothing that is there is touched.
 * Exits 1 where something is still missing that others have to give.
 */
export async function runPrepare(file: string, io: Io): Promise<number> {
  const document = documentAt(file, io)
  for (const { kind, source } of ownSecrets(document)) {
    const path = fileOf(source)
    if (path !== undefined && put(path, () => madeOf(kind), 0o600, io)) io.stdout.write(`made ${path}\n`)
  }
  await certificates(document, io)
  const missing = [...ownSecrets(document), ...othersSecrets(document)].filter(({ source }) => !isThere(source, io))
  for (const { key, source } of missing) io.stdout.write(`missing: ${key} (${source})\n`)
  return missing.length === 0 ? exit.clean : exit.findings
}

async function certificates(document: GuardDocument, io: Io): Promise<void> {
  for (const { certificate, key, hosts } of siteCertificates(document)) {
    const [hasCertificate, hasKey] = [certificate, key].map((path) => existsSync(resolve(io.cwd, path)))
    if (hasCertificate && hasKey) continue
    if (hasCertificate || hasKey)
      throw new RingwallError('usage', `${hasKey ? key : certificate} is there, and ${hasKey ? certificate : key} is not`, {
        hint: 'bring the other one too, or take it away',
      })
    const made = await trialCertificate(hosts, Date.now(), randomBytes)
    const authority = `${certificate.replace(/\.\w+$/, '')}-authority.crt`
    put(key, () => made.key, 0o600, io)
    put(certificate, () => made.chain, 0o644, io)
    put(authority, () => made.authority, 0o644, io)
    io.stdout.write(`made ${certificate} for ${hosts.join(', ')}, for thirty days: a trial; let the browser know ${authority}\n`)
  }
}

function madeOf(kind: OwnSecret['kind']): string {
  if (kind === 'random') return `${randomBytes(32).toString('hex')}\n`
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function fileOf(source: string): string | undefined {
  return source.startsWith('file:') ? source.slice('file:'.length) : undefined
}

function isThere(source: string, io: Io): boolean {
  const path = fileOf(source)
  return path === undefined ? io.env[source.slice('env:'.length)] !== undefined : existsSync(resolve(io.cwd, path))
}

/** Whether it was made: what is there is never touched. */
function put(path: string, text: () => string, mode: number, io: Io): boolean {
  const full = resolve(io.cwd, path)
  if (existsSync(full)) return false
  try {
    // nobody lists it; an engine that root starts as somebody else passes through it to the guard's sockets
    mkdirSync(dirname(full), { recursive: true, mode: 0o711 })
    writeFileSync(full, text(), { flag: 'wx', mode })
  } catch (cause) {
    throw new RingwallError('unwritable', `${path}: ${cause instanceof Error ? cause.message : 'it cannot be written'}`, {
      cause,
      hint: 'as an account that may write there, or with other places in guard.yaml',
    })
  }
  return true
}
