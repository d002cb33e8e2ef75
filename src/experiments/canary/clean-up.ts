import { attempt } from '../../wire/fault.ts'
import type { Planted } from './planter.ts'

/** Tries over a connection of its own, when the first one does not do. */
const mostTries = 2

/** Removes what was written and reads back that it is gone, over a new connection where the first is of no use. A clause when it is still there. */
export async function cleanUp(planted: Planted, again: () => Promise<Planted | string>): Promise<string | undefined> {
  let why = await removed(planted)
  planted.end()
  for (let turn = 0; turn < mostTries && why !== undefined; turn++) {
    const opened = await attempt(again)
    if (!opened.ok) why = opened.fault.detail
    else if (typeof opened.value === 'string') why = opened.value
    else {
      why = await removed(opened.value)
      opened.value.end()
    }
  }
  return why
}

async function removed({ remove, isGone }: Planted): Promise<string | undefined> {
  const got = await attempt(async () => {
    await remove()
    return isGone()
  })
  if (!got.ok) return got.fault.detail
  return got.value ? undefined : 'the server still has it'
}
