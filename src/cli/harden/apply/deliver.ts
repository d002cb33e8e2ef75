import type { KeyObject } from 'node:crypto'
import type { Outcome } from '../../../engine/harden/carry-out.ts'
import { statementText } from '../../../report/statement-text.ts'
import type { Io } from '../../io.ts'
import { exit, wantsColour } from '../../io.ts'
import { textOption } from '../../options.ts'
import { deliver } from '../../output.ts'
import { signed } from '../../signature.ts'
import type { StateFolder } from './state-folder.ts'
import { ended, keepStatement, readStatement } from './statement.ts'

export interface Delivery {
  readonly number: number
  readonly state: StateFolder
  readonly key: KeyObject | undefined
  readonly options: Readonly<Record<string, unknown>>
  /** ISO 8601. */
  readonly now: string
}

/** Says how a run ended, with its statement where it has one, and gives the exit code. */
export function deliverOutcome(outcome: Outcome, { number, state, key, options, now }: Delivery, io: Io): number {
  if (outcome.end === 'stuck') {
    if (outcome.failed !== undefined) io.stderr.write(`ringwall: it failed: ${outcome.failed}\n`)
    io.stderr.write(`ringwall: error: the way back is not at its end: ${outcome.why}\n`)
    io.stderr.write('ringwall: hint: mend that, then call "ringwall harden PATH --rollback": it goes on where this ended\n')
    return exit.unfinished
  }
  const folder = state.journals.folder(number)
  const draft = readStatement(folder)
  if (draft === undefined) {
    for (const note of outcome.notes) io.stderr.write(`ringwall: ${note}\n`)
    io.stdout.write(outcome.end === 'done' ? 'The files are as they were, and the programs are told.\n' : `Everything went back: ${outcome.why}.\n`)
    return outcome.end === 'done' && outcome.notes.length === 0 ? exit.clean : exit.findings
  }
  const statement = ended(draft, outcome, now)
  const sealed = key === undefined ? statement : signed(statement, key)
  try {
    keepStatement(folder, sealed, state.disk)
  } catch {
    io.stderr.write('ringwall: the statement could not be kept beside the journal\n')
  }
  const file = textOption(options['output'])
  const text =
    options['format'] === 'json'
      ? `${JSON.stringify(sealed, undefined, 2)}\n`
      : statementText(sealed, { colour: file === undefined && wantsColour(io.stdout, io.env) })
  deliver(text, file, io)
  return outcome.end === 'done' ? exit.clean : exit.findings
}
