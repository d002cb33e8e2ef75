import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      // mysqld --initialize-insecure (MySQL 8.0), mariadb-install-db --auth-root-authentication-method=normal (MariaDB 10.11)
      { user: 'root', password: '', source: 'the first start of MySQL and MariaDB: root without a password' },
      { user: 'root', password: 'my-secret-pw', source: 'pages of the images mysql and mariadb, "Start a server instance"' },
    ],
  },
]
