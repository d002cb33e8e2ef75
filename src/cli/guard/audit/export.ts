import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { exportText, lastCheckpoint } from '../../../guard/audit/copy.ts'
import { consistencyText, inclusionText, leavesOf } from '../../../guard/audit/proof.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Io } from '../../io.ts'
import { exit } from '../../io.ts'
import { deliver } from '../../output.ts'
import { textOption } from '../../options.ts'
import type { Options } from './context.ts'
import { firstOf, logParts, numberOption, verifierOf } from './context.ts'
import { sendTo } from './send.ts'

/** `ringwall guard audit export`: a copy that can be verified by itself, a proof, or a delivery to a collector. */
export async function runAuditExport(path: string, options: Options, io: Io): Promise<number> {
  const parts = logParts(path, io)
  if (!statSync(resolve(io.cwd, path)).isDirectory()) throw new RingwallError('usage', `${path}: it is no folder of a log`)
  const collector = textOption(options['collector'])
  if (collector !== undefined) {
    await sendTo(collector, resolve(io.cwd, path), options, io)
    return exit.clean
  }
  const verifier = verifierOf(options, path, io)
  const last = lastCheckpoint(parts, verifier)
  if (last === undefined)
    throw new RingwallError('usage', `${path}: no checkpoint in it is signed with this key: there is nothing to prove it by`, {
      hint: 'the guard signs one every minute and when it ends',
    })
  const { checkpoint, note } = last
  const output = textOption(options['output'])
  const [proof, old, from, to] = (['proof', 'consistency', 'from', 'to'] as const).map((name) => numberOption(options, name))
  const bound = proof ?? (old === undefined ? from : old - 1) ?? 0
  if (bound >= checkpoint.size)
    throw new RingwallError('usage', `the last checkpoint is about ${checkpoint.size} records: there is none with number ${bound} yet`)
  if (to !== undefined)
    throw new RingwallError('usage', '--to: a copy ends where a checkpoint is, the last one', {
      hint: 'for some records alone: "ringwall guard audit show --to"',
    })
  if (proof === undefined && old === undefined) {
    deliver(exportText(parts, from ?? firstOf(resolve(io.cwd, path)), checkpoint, note), output, io)
    return exit.clean
  }
  const leaves = leavesOf(parts, new Set(proof === undefined ? [] : [proof]))
  if (leaves === undefined || (proof ?? leaves.first) < leaves.first)
    throw new RingwallError('usage', `${path}: it begins behind that record`, { hint: 'put the older segments beside' })
  try {
    deliver(proof === undefined ? consistencyText(leaves, old!, checkpoint, note) : inclusionText(leaves, proof, checkpoint, note), output, io)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new RingwallError('usage', `${path}: ${cause.message}`, { cause, hint: 'put the older segments beside' })
  }
  return exit.clean
}
