import { createPublicKey } from 'node:crypto'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Checkpoint } from '../../../guard/audit/checkpoint.ts'
import { notesOf, openCheckpoint } from '../../../guard/audit/checkpoint.ts'
import type { Verifier } from '../../../guard/audit/note.ts'
import { parseVerifier } from '../../../guard/audit/note.ts'
import { linesOf, parseHeader, segmentsOf } from '../../../guard/audit/segment.ts'
import type { Part } from '../../../guard/audit/sources.ts'
import { partsOf } from '../../../guard/audit/sources.ts'
import { RingwallError } from '../../../model/error.ts'
import { boundedText } from '../../bounded.ts'
import type { Io } from '../../io.ts'
import { textOption } from '../../options.ts'

export type Options = Readonly<Record<string, unknown>>

/** The parts of the log that the call names; a path without a log is an error of the call. */
export function logParts(path: string, io: Io): readonly Part[] {
  const full = resolve(io.cwd, path)
  const there = statSync(full, { throwIfNoEntry: false })
  if (there === undefined) throw new RingwallError('no-such-path', `${path}: no such file or folder`)
  if (there.isDirectory() && segmentsOf(full).length === 0)
    throw new RingwallError('usage', `${path}: there is no audit log in it`, { hint: 'name the folder that holds files such as 000000000000.log' })
  if (!there.isDirectory() && !there.isFile()) throw new RingwallError('usage', `${path}: is no folder and no regular file`)
  return partsOf(full)
}

/** Whose signatures count; the name of the log where the call does not say it is that of its first line. */
export function verifierOf(options: Options, path: string, io: Io): Verifier {
  const file = textOption(options['key'])
  const origin = textOption(options['origin'])
  if (file === undefined)
    throw new RingwallError('usage', 'which key signs the checkpoints is not said', { hint: 'name its public half: --key audit.pub' })
  const text = boundedText(resolve(io.cwd, file), `--key ${file}`)
  const named = parseVerifier(text)
  if (named !== undefined) {
    if (origin !== undefined && origin !== named.name) throw new RingwallError('usage', `--origin ${origin}: the key is that of ${named.name}`)
    return named
  }
  try {
    const key = createPublicKey(text)
    if (key.asymmetricKeyType === 'ed25519') return { name: origin ?? originOf(resolve(io.cwd, path)) ?? '', key }
  } catch {
    // said below
  }
  throw new RingwallError('usage', `--key ${file}: it is no public Ed25519 key, in PEM or as NAME+ID+KEY`, {
    hint: 'the public half of a key: "openssl pkey -in audit.pem -pubout"',
  })
}

/** A proof names the log in its checkpoint, a log in its first line. */
export function originOf(path: string): string | undefined {
  const first = statSync(path).isDirectory() ? segmentsOf(path)[0] : ''
  if (first === undefined) return undefined
  let isBehind = false
  for (const { bytes } of linesOf(first === '' ? path : `${path}/${first}`)) {
    const text = bytes.toString('utf8')
    const header = parseHeader(text)
    if (header !== undefined) return header.origin
    if (isBehind) return text
    isBehind = text === ''
  }
  return undefined
}

/** Number of the first record that is there. */
export function firstOf(folder: string): number {
  return Number.parseInt(segmentsOf(folder)[0] ?? '0', 10)
}

/** Those that `--checkpoint` names. A file in which none is signed with the key is an error of the call, not a finding about the log. */
export function checkpointsElsewhere(files: readonly string[], verifier: Verifier, io: Io): readonly Checkpoint[] {
  return files.flatMap((file) => {
    // each is a proof of its own, and the latest are about all before them
    const all = notesOf(`${boundedText(resolve(io.cwd, file), `--checkpoint ${file}`).trimEnd()}\n`)
      .slice(-1_000)
      .flatMap((note) => openCheckpoint(note, verifier) ?? [])
    if (all.length > 0) return all
    throw new RingwallError('usage', `--checkpoint ${file}: no checkpoint in it is signed with this key for the log ${JSON.stringify(verifier.name)}`)
  })
}

export function numberOption(options: Options, name: string): number | undefined {
  const text = textOption(options[name])
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw new RingwallError('usage', `--${name}: "${text}" is no number`)
  return Number(text)
}
