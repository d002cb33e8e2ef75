import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      { user: 'admin', password: 'admin', source: 'page of the image osixia/openldap, LDAP_ADMIN_PASSWORD' },
      { user: 'cn=admin,cn=config', password: 'config', source: 'page of the image osixia/openldap, LDAP_CONFIG_PASSWORD' },
      { user: 'Manager', password: 'secret', source: 'slapd.conf(5) and "Quick-Start Guide" of OpenLDAP 2.4 to 2.6' },
    ],
  },
]
