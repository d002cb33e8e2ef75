#!/bin/sh
# Stands for osixia/openldap: one database for LDAP_DOMAIN, an administrator with LDAP_ADMIN_PASSWORD, reading for who is logged in.
set -eu
suffix=$(printf '%s' "$LDAP_DOMAIN" | sed 's/^/dc=/; s/\./,dc=/g')
first=${LDAP_DOMAIN%%.*}
mkdir -p /tmp/slapd/data
cat > /tmp/slapd/slapd.conf <<CONF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile /tmp/slapd/slapd.pid
database mdb
suffix "$suffix"
rootdn "cn=admin,$suffix"
rootpw $LDAP_ADMIN_PASSWORD
directory /tmp/slapd/data
access to attrs=userPassword by self write by anonymous auth by * none
access to * by self read by users read by * none
CONF
printf 'dn: %s\nobjectClass: top\nobjectClass: dcObject\nobjectClass: organization\no: %s\ndc: %s\n' "$suffix" "${LDAP_ORGANISATION:-Example}" "$first" > /tmp/slapd/base.ldif
slapadd -f /tmp/slapd/slapd.conf -l /tmp/slapd/base.ldif
for each in /container/service/slapd/assets/config/bootstrap/ldif/custom/*.ldif; do
  if [ -f "$each" ]; then slapadd -f /tmp/slapd/slapd.conf -l "$each"; fi
done
exec slapd -f /tmp/slapd/slapd.conf -h 'ldap:///' -d 0
