import { createHash } from 'node:crypto'
import { openLine } from '../probes/mysql/line.ts'
import { logIn, quit } from '../wire/mysql/login.ts'
import { queryMysql } from '../wire/mysql/query.ts'
import type { Rotation } from './rotation.ts'

/**
 * An account of MariaDB has one password; who is logged in stays so. The server gets the hash that it keeps, and never the password itself,
 * which its logs might show (MariaDB 10.11, "SET PASSWORD"). An account with the same name and password at other hosts gets the new one too,
 * where whoever says it may look for it.
 */
export const mysql: Rotation = {
  async take(target, asking, { as, user, password, old }) {
    if (/['\\]/.test(user)) return { cannot: 'a name with quotes or backslashes is not taken here' }
    const over = asking.transport.plaintext === 'served' ? 'plaintext' : 'tls'
    const line = await openLine(target, asking, over)
    if ('refused' in line) return { cannot: `this vantage is turned away (${line.refused})` }
    const { talk, greeting } = line
    try {
      if (greeting.family !== 'mariadb') return { cannot: 'MySQL keeps passwords in another way than MariaDB, which is not known here' }
      const entry = await logIn(line, { ...as, clear: over === 'tls', shown: 'an account' })
      if (entry.kind !== 'in')
        return { cannot: entry.kind === 'refused' ? `the log-in is answered with error ${entry.code}` : `it asks for ${entry.plugin}` }
      const [before, after] = [nativeHash(old), nativeHash(password)]
      const same = `SELECT Host FROM mysql.user WHERE User = '${user}' AND authentication_string IN ('${before}', '${after}')`
      const listed = await queryMysql(talk, same, 'hosts of an account')
      const hosts = 'rows' in listed ? listed.rows.map(([host = '']) => host).filter((host) => !/['\\]/.test(host)) : []
      const own = as.user === user ? [`SET PASSWORD = '${after}'`] : []
      const orders = hosts.length > 0 ? hosts.map((host) => `SET PASSWORD FOR '${user}'@'${host}' = '${after}'`) : own
      if (orders.length === 0) return { cannot: 'the account may not change others' }
      for (const order of orders) {
        const done = await queryMysql(talk, order, 'SET PASSWORD of an account')
        if ('code' in done) return { cannot: `SET PASSWORD is answered with error ${done.code}` }
      }
      quit(talk)
      return 'done'
    } finally {
      talk.end()
    }
  },
}

/** What `mysql_native_password` keeps. */
function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest()
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`
}
