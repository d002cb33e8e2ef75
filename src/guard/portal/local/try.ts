import type { Context } from 'hono'
import type { Site } from '../../model/site.ts'
import type { NotRecognised } from '../../people/types.ts'
import { remoteOf } from '../begin.ts'
import type { PortalSettings } from '../settings.ts'

/** One try at something that is guessed: what came of it, or why there is nothing. */
export type Tried<T> = { readonly made: T } | { readonly problem: string; readonly status: 401 | 429 }

/**
 * Makes one try for an account within its budget, and records a refusal. What cannot be known rejects. The budget begins anew only with a whole
 * log-in: half of one is worth no further tries.
 */
export async function tried<T extends object | string>(
  context: Context,
  { budget, record }: PortalSettings,
  { host }: Site,
  account: string,
  make: () => Promise<T | NotRecognised>,
): Promise<Tried<T>> {
  const remote = remoteOf(context)
  const refused = async (reason: string): Promise<void> =>
    record({ what: 'log-in', outcome: 'refused', who: { typed: account }, remote, host, reason })
  let answer
  try {
    if (!(await budget.take(account, remote))) {
      await refused('too-many-tries')
      return { problem: tooMany, status: 429 }
    }
    answer = await make()
  } catch (error) {
    await refused('unavailable')
    throw error
  }
  if (!isRefused(answer)) return { made: answer }
  await refused(answer.refused === 'unavailable' ? 'unavailable' : answer.detail)
  if (answer.refused === 'unavailable') throw new Error('accounts cannot be asked')
  return { problem: 'That was not right, or it was used before.', status: 401 }
}

export const tooMany = 'Too many tries. Wait a quarter of an hour.'

function isRefused(answer: object | string): answer is NotRecognised {
  return typeof answer === 'object' && 'refused' in answer
}
