import type { CassandraStart } from '../../wire/cassandra.ts'
import { startCassandra } from '../../wire/cassandra.ts'
import type { Learned } from '../../model/observed.ts'
import type { Probe } from '../probe.ts'

/** Whether a session begins at once, or a log-in is asked for first. */
export const authentication: Probe = {
  id: 'cassandra/authentication',
  asks: 'whether a session begins without a log-in',
  connections: 1,
  async ask(_target, asking) {
    const talk = await asking.talk()
    try {
      return judge(await startCassandra(talk))
    } finally {
      talk.end()
    }
  },
}

function judge(start: CassandraStart): Learned {
  if (start.kind === 'ready') return { said: 'a session begins without a log-in', authentication: 'none' }
  if (start.kind === 'error') return { said: `STARTUP is refused (${start.code})`, unproven: [`error ${start.code} tells nothing of log-ins`] }
  if (/MutualTls/.test(start.by)) return { said: 'a client certificate is asked for', authentication: 'certificate' }
  return { said: 'a log-in is asked for', authentication: 'password' }
}
