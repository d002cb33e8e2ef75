import type { ComponentInput } from '../../model/input.ts'
import { accountOf } from './account.ts'

/** To whom a file is left that others may not read any more. */
export interface Reader {
  /** By number, where the machine's own list tells it. */
  readonly group?: number
  /** What remains to be done, for people. */
  readonly told: string
}

/** Who has to read a file, as it is shown; `undefined` where several programs do that run as different users. */
export function readerOf(file: string, programs: readonly ComponentInput[]): Reader | undefined {
  const readers = programs.filter(({ opened }) => opened?.().some((each) => each.file === file) === true)
  const users = [...new Set(readers.map(({ user }) => user?.value ?? 'root'))].filter((user) => user !== 'root' && user !== '0')
  if (users.length > 1) return undefined
  if (readers.length === 0) return { told: 'give it to the user of its program where that is not root' }
  const [user] = users
  if (user === undefined) return { told: 'its programs run as root' }
  const account = readers.flatMap((each) => accountOf(each) ?? [])[0]
  if (account === undefined) return { told: `\`chgrp\` it to the group of ${user}` }
  return { group: account.group, told: `the group of ${user} reads it; \`chgrp ${account.group}\` it where this is not done by root` }
}
