import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Checkpoint } from '../../../guard/audit/checkpoint.ts'
import type { Verifier } from '../../../guard/audit/note.ts'
import type { Proved } from '../../../guard/audit/proof.ts'
import { checkProof } from '../../../guard/audit/proof.ts'
import { parseRecord } from '../../../guard/audit/record.ts'
import type { Verification } from '../../../guard/audit/verify.ts'
import { verifyParts } from '../../../guard/audit/verify.ts'
import { boundedText } from '../../bounded.ts'
import type { Io } from '../../io.ts'
import { exit } from '../../io.ts'
import { choice, listOption } from '../../options.ts'
import type { Options } from './context.ts'
import { checkpointsElsewhere, logParts, verifierOf } from './context.ts'
import { recordText } from './text.ts'

/** Problems and gaps that are listed. */
const most = 20

/** `ringwall guard audit verify`: exit code 1 where the log, or the proof, is not what was signed. */
export function runAuditVerify(path: string, options: Options, io: Io): number {
  const format = choice('--format', options['format'], ['text', 'json'])
  const parts = logParts(path, io)
  const verifier = verifierOf(options, path, io)
  const outside = checkpointsElsewhere(listOption(options['checkpoint']), verifier, io)
  const proved = proofOf(path, verifier, outside, io)
  if (proved !== undefined) {
    io.stdout.write(
      `${format === 'json' ? JSON.stringify({ schema: 'ringwall.guard-audit-proof/0', origin: verifier.name, ...proved }, undefined, 2) : proofLine(proved, verifier)}\n`,
    )
    return proved.holds ? exit.clean : exit.findings
  }
  const result = verifyParts(parts, verifier, outside)
  if (format === 'json')
    io.stdout.write(`${JSON.stringify({ schema: 'ringwall.guard-audit-verification/0', origin: verifier.name, ...result }, undefined, 2)}\n`)
  else for (const line of lines(result, verifier, outside.length)) io.stdout.write(`${line}\n`)
  return result.problems.length === 0 ? exit.clean : exit.findings
}

function proofOf(path: string, verifier: Verifier, outside: readonly Checkpoint[], io: Io): Proved | undefined {
  const full = resolve(io.cwd, path)
  // proofs are a few thousand characters
  return statSync(full).isFile() && statSync(full).size < 100_000 ? checkProof(boundedText(full, path), verifier, outside) : undefined
}

function proofLine(proved: Proved, { name }: Verifier): string {
  if (proved.kind === 'consistency')
    return proved.holds
      ? `the ${proved.old} records of the earlier checkpoint are the beginning of the ${proved.size} of ${name}`
      : `NOT PROVEN: that ${proved.old} records are the beginning of ${name}; the checkpoint of ${proved.old} records is named with --checkpoint`
  const record = parseRecord(proved.json)
  if (!proved.holds || record === undefined)
    return 'NOT PROVEN: this record is not in the log of the checkpoint, or the checkpoint is not signed with this key'
  return `in the log ${name}, among its first ${proved.size} records:\n${recordText(record)}`
}

function lines(result: Verification, { name }: Verifier, named: number): readonly string[] {
  const { first, end, signed, checkpoints, outside, gaps, problems } = result
  const range = end === first ? 'no records' : `records ${first} to ${end - 1}`
  return [
    `${name}: ${range}`,
    ...problems.slice(0, most).map(({ record, where, what }) => `NOT AS WRITTEN: record ${record} (${where}): ${what}`),
    ...(problems.length > most ? [`and ${problems.length - most} more`] : []),
    ...(problems.length === 0
      ? [
          `unchanged: ${signed - first} are what ${many(checkpoints)} say${end > signed ? `; ${end - signed} behind the last one are not signed yet` : ''}`,
        ]
      : []),
    ...(problems.length === 0 ? [elsewhereLine(outside, named)] : []),
    ...gaps.slice(-most).map((record) => `the log itself says that something is missing: ${recordText(record)}`),
    ...(gaps.length > most ? [`and ${gaps.length - most} more of these before`] : []),
  ]
}

function elsewhereLine(same: number, named: number): string {
  if (named === 0) return 'whether the end was cut off was not checked: name checkpoints that were kept elsewhere with --checkpoint'
  return `${same} of ${many(named)} that were kept elsewhere say the same${same < named ? '; the others are about records that are not here' : ''}`
}

function many(count: number): string {
  return count === 1 ? '1 checkpoint' : `${count} checkpoints`
}
