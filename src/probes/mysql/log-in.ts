import { logIn, quit } from '../../wire/mysql/login.ts'
import { queryMysql } from '../../wire/mysql/query.ts'
import type { Login, TryLogin } from '../probe.ts'
import { openLine } from './line.ts'

/** One try with one account; over TLS also with the password itself, where the server asks for it. */
export const tryLogin: TryLogin = async (target, asking, user, password): Promise<Login> => {
  const over = asking.transport.plaintext === 'served' ? 'plaintext' : 'tls'
  const line = await openLine(target, asking, over)
  if ('refused' in line) return { unproven: `this vantage is turned away (${line.refused})` }
  try {
    const outcome = await logIn(line, { user, password, clear: over === 'tls', shown: 'an account' })
    if (outcome.kind === 'in') {
      const got = await queryMysql(line.talk, 'SELECT 1', 'SELECT 1')
      quit(line.talk)
      // 1820: nothing is done for it until it changes its password
      return 'rows' in got ? 'accepted' : { unproven: `the log-in is taken, and SELECT 1 is answered with error ${got.code}` }
    }
    if (outcome.kind === 'wants') return { unproven: `it asks for ${outcome.plugin}` }
    return outcome.code === 1045 || outcome.code === 1698 ? 'refused' : { unproven: `error ${outcome.code}` }
  } finally {
    line.talk.end()
  }
}
