import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

const telling =
  /^[ \t]*(?:ServerType|DefaultServer|DefaultRoot|RequireValidShell|MaxInstances|PassivePorts|AuthUserFile|AllowOverwrite|TLSEngine|SFTPEngine|<Anonymous|<Limit (?:LOGIN|WRITE))\b/im

export const proftpd: Technology = {
  id: 'proftpd',
  title: 'ProFTPD',
  role: 'storage',
  files: [
    { name: /^proftpd(?:[-_.][\w-]+)*\.conf(?:[-_.][\w-]+)*$/i, content: telling, at: '/etc/proftpd/proftpd.conf' },
    {
      name: /^(?:tls|modules|virtuals|sftp|sql|ldap|ban|blacklist)\.conf$/,
      content:
        /^[ \t]*(?:TLSEngine|TLSRequired|SFTPEngine|SQLBackend|SQLConnectInfo|BanEngine|LoadModule[ \t]+mod_(?:tls|sftp|ctrls_admin|sql|ban|quotatab)\.c)\b/m,
      at: '/etc/proftpd/',
      part: true,
    },
    { name: /^[\w.-]+\.conf$/, content: /^[ \t]*(?:TLSEngine|SFTPEngine|DefaultRoot|RequireValidShell)[ \t]/m, at: '/etc/proftpd/conf.d/' },
  ],
  recognise: (input) =>
    recogniseBy(input, { official: [], rebuilds: ['*/proftpd', '*/docker-proftpd'], programs: ['proftpd'], home: '/etc/proftpd' }),
  read,
}
