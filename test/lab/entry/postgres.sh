#!/bin/sh
# Stands for the entrypoint of the official image: makes the cluster from the same variables and hands over to the server.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
PATH="$bin:$PATH"
data=/var/lib/postgresql/data
as='env'
if [ "$(id -u)" = 0 ]; then
  chown -R 999:999 "$data" /var/run/postgresql
  as='setpriv --reuid=999 --regid=999 --clear-groups --'
fi
if [ ! -s "$data/PG_VERSION" ]; then
  chmod 700 "$data"
  password=${POSTGRES_PASSWORD-}
  if [ -n "${POSTGRES_PASSWORD_FILE-}" ]; then password=$(cat "$POSTGRES_PASSWORD_FILE"); fi
  printf '%s\n' "$password" > /tmp/password
  chmod 644 /tmp/password
  $as "$bin/initdb" --pgdata "$data" --username "${POSTGRES_USER:-postgres}" --pwfile /tmp/password ${POSTGRES_INITDB_ARGS-} > /dev/null
  rm /tmp/password
  if [ "${POSTGRES_HOST_AUTH_METHOD-}" = trust ]; then method=trust; else method=scram-sha-256; fi
  printf '\nhost all all all %s\n' "$method" >> "$data/pg_hba.conf"
  printf "\nlisten_addresses = '*'\n" >> "$data/postgresql.conf"
fi
if [ $# -gt 0 ] && [ "$1" = postgres ]; then shift; fi
exec $as "$bin/postgres" -D "$data" "$@"
