import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { logIns } from './log-ins.ts'
import { bitnami, likeOfficial, official, others } from './packaging.ts'
import { read } from './read.ts'

export const mysql: Technology = {
  id: 'mysql',
  title: 'MySQL or MariaDB',
  role: 'datastore',
  files: [
    {
      name: /^(?:my|mariadb)(?:[-.]\w+)?\.cnf$/,
      content: /^\s*(?:\[(?:mysqld|mariadbd?|server|galera)(?:-[\d.]+)?\]|!include)/m,
      at: '/etc/mysql/my.cnf',
    },
    { name: /\.cnf$/, content: /^\s*\[(?:mysqld|mariadbd?|server|galera)(?:-[\d.]+)?\]/m, at: '/etc/mysql/mariadb.conf.d/' },
  ],
  recognise(input) {
    const known = recogniseBy(input, {
      official,
      rebuilds: [...likeOfficial, ...bitnami, ...others],
      programs: ['mysqld', 'mariadbd', 'mysqld_safe'],
    })
    if (known !== undefined) return known
    // an image of one's own on top of MySQL's or MariaDB's
    const isBuilt = input.build !== undefined && input.mounts.some(({ target }) => target.value.startsWith('/var/lib/mysql'))
    const hasPassword = input.env.has('MYSQL_ROOT_PASSWORD') || input.env.has('MARIADB_ROOT_PASSWORD')
    return isBuilt && hasPassword ? { certainty: 1, because: 'its data folder is mounted, and its password is set' } : undefined
  },
  read,
  logIns,
}
