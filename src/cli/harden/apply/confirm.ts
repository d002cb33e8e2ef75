import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { RingwallError } from '../../../model/error.ts'

/** Whether somebody can be asked. */
function mayAsk(): boolean {
  return process.stdin.isTTY === true
}

/** Nothing is changed without somebody's word: `--yes`, or a yes at the terminal. */
export function checkConsent(option: string, isYes: boolean): void {
  if (!isYes && !mayAsk())
    throw new RingwallError('usage', `${option}: there is no terminal to ask at`, { hint: 'look at the plan first, then add --yes' })
}

export async function confirmed(question: string, isYes: boolean): Promise<boolean> {
  if (isYes) return true
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await asking.question(`${question} [y/N] `)).trim())
  } finally {
    asking.close()
  }
}
