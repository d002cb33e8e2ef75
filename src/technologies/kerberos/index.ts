import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const kerberos: Technology = {
  id: 'kerberos',
  title: 'Kerberos',
  role: 'directory',
  files: [
    { name: /^krb5(?:[-_.]\w+)*\.(?:conf|ini)$/, content: /^\[(?:libdefaults|realms|domain_realm)\]/m, at: '/etc/krb5.conf' },
    { name: /^kdc(?:[-_.]\w+)*\.conf$/, content: /^\[(?:kdcdefaults|realms)\]/m, at: '/etc/krb5kdc/' },
    { name: /^kadm5\.acl$/, at: '/etc/krb5kdc/kadm5.acl', part: true },
  ],
  recognise: (input) =>
    recogniseBy(input, { official: [], rebuilds: ['*/krb5-server', '*/krb5kdc', '*/kdc', '*/kerberos-server'], programs: ['krb5kdc', 'kadmind'] }),
  read,
}
