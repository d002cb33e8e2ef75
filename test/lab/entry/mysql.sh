#!/bin/sh
# Stands for the entrypoint of the official image, with MariaDB: the same variables, and the option files of conf.d.
set -eu
data=/var/lib/mysql
as='env'
if [ "$(id -u)" = 0 ]; then
  chown -R 999:999 "$data" /var/run/mysqld
  as='setpriv --reuid=999 --regid=999 --clear-groups --'
fi
value() { eval "file=\${$1_FILE-}; direct=\${$1-}"; if [ -n "$file" ]; then cat "$file"; else printf '%s' "$direct"; fi; }
# MySQL makes itself a certificate where none is named (5.7 and later); MariaDB 10.11 does not
if ! grep -qs '^ssl[_-]cert' /etc/mysql/conf.d/*; then
  openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=Auto_Generated_Server_Certificate -days 30 -keyout /tmp/server.key -out /tmp/server.pem 2> /tmp/openssl.log
  chmod 644 /tmp/server.key
  set -- --ssl-cert=/tmp/server.pem --ssl-key=/tmp/server.key
else
  set --
fi
printf '[mysqld]\nskip-name-resolve\n!includedir /etc/mysql/conf.d/\n' > /tmp/my.cnf
if [ ! -d "$data/mysql" ]; then
  $as mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal > /dev/null
  root=$(value MYSQL_ROOT_PASSWORD)
  user=$(value MYSQL_PASSWORD)
  cat > /tmp/init.sql <<SQL
CREATE DATABASE IF NOT EXISTS \`${MYSQL_DATABASE:-app}\`;
CREATE USER IF NOT EXISTS '${MYSQL_USER:-app}'@'%' IDENTIFIED BY '$user';
GRANT ALL ON \`${MYSQL_DATABASE:-app}\`.* TO '${MYSQL_USER:-app}'@'%';
CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '$root';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
ALTER USER 'root'@'localhost' IDENTIFIED BY '$root';
SQL
  chmod 644 /tmp/init.sql /tmp/my.cnf
  exec $as mariadbd --defaults-file=/tmp/my.cnf --datadir="$data" --init-file=/tmp/init.sql --bind-address=0.0.0.0 --socket=/tmp/mysqld.sock --pid-file=/tmp/mysqld.pid "$@"
fi
exec $as mariadbd --defaults-file=/tmp/my.cnf --datadir="$data" --bind-address=0.0.0.0 --socket=/tmp/mysqld.sock --pid-file=/tmp/mysqld.pid "$@"
