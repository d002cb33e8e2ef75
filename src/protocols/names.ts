import type { Observation } from '../model/technology.ts'

const most = 10

/** Names that a server tells, as they may stand in a finding: a few, and only what is a name. */
export function namesFrom(names: readonly string[]): string {
  const shown = names.slice(0, most).map((name) => (/^[\w.@%:*/-]{1,80}$/.test(name) ? name : 'another name'))
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ')
}

/** What is asked of a running server's accounts, whatever comes of it. */
export type AccountRemark = Pick<Observation, 'concern' | 'key' | 'message' | 'expected' | 'fix' | 'stake'>

/** Accounts for which the remark holds, each in words that were made fit to be shown: unsafe when there is one. */
export function ofAccounts(remark: AccountRemark, words: readonly string[]): Observation {
  const isSafe = words.length === 0
  return { ...remark, verdict: isSafe ? 'safe' : 'unsafe', trail: [], basis: 'observed', actual: isSafe ? 'none' : some(words) }
}

function some(words: readonly string[]): string {
  const shown = words.slice(0, most).join(', ')
  return words.length > most ? `${shown} and ${words.length - most} more` : shown
}
