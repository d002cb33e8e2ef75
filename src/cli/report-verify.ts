import { resolve } from 'node:path'
import { RingwallError } from '../model/error.ts'
import { boundedText } from './bounded.ts'
import type { Io } from './io.ts'
import { exit } from './io.ts'
import { textOption } from './options.ts'
import { checkSignature, fingerprintOf, verifyingKey } from './signature.ts'

/** `ringwall report verify`: whether a signed report, or a statement of `harden --apply`, is as it was written, and by whose key. Each outcome has its sentence and exit code. */
export function runReportVerify(file: string, options: Readonly<Record<string, unknown>>, io: Io): number {
  const expected = textOption(options['key'])
  const wanted = expected === undefined ? undefined : verifyingKey(expected, io.cwd)
  const [code, sentence] = judge(boundedText(resolve(io.cwd, file), file))
  io.stdout.write(`${file}: ${sentence}\n`)
  return code

  function judge(text: string): readonly [number, string] {
    const value = parsed(text)
    if (value === undefined) return [exit.truncated, 'no whole JSON: it was cut off, or is no report']
    const { schema, signature, ...rest } = value
    if (schema !== 'ringwall.report/0' && schema !== 'ringwall.statement/0')
      throw new RingwallError('usage', `${file}: it is no report of ringwall: "schema" is not "ringwall.report/0" or "ringwall.statement/0"`)
    if (signature === undefined) return [exit.unsigned, 'there is no signature: nothing shows who wrote it, or that it was not changed']
    const checked = typeof signature === 'object' && signature !== null ? checkSignature({ schema, ...rest }, signature) : undefined
    if (checked === undefined) return [exit.findings, 'CHANGED: what should be its signature is none']
    const print = fingerprintOf(checked.key)
    if (wanted !== undefined && fingerprintOf(wanted) !== print)
      return [exit.foreignKey, `signed with ANOTHER KEY: ${print}, and ${expected} is ${fingerprintOf(wanted)}`]
    if (!checked.holds) return [exit.findings, `CHANGED since it was signed with ${print}`]
    if (wanted !== undefined) return [exit.clean, `unchanged since it was signed with ${expected} (${print})${runOf(rest)}`]
    return [exit.clean, `unchanged since it was signed with ${print}${runOf(rest)}; whose key that is was not checked: name it with --key`]
  }
}

function runOf({ run }: Readonly<Record<string, unknown>>): string {
  if (typeof run !== 'object' || run === null || !('started' in run) || !('nonce' in run)) return ''
  return `; run ${String(run.nonce)} of ${String(run.started)}`.replaceAll(/\p{Cc}/gu, '?')
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
