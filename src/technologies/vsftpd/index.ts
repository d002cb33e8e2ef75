import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const vsftpd: Technology = {
  id: 'vsftpd',
  title: 'vsftpd',
  role: 'storage',
  files: [
    {
      name: /^vsftpd(?:[-_.][\w-]+)*\.conf(?:[-_.][\w-]+)*$/i,
      content:
        /^[ \t]*(?:anonymous_enable|local_enable|write_enable|listen|listen_ipv6|listen_port|ssl_enable|pasv_(?:enable|m(?:in|ax)_port)|chroot_local_user|xferlog_enable|userlist_enable)[ \t]*=/m,
      at: '/etc/vsftpd.conf',
    },
    {
      name: /^[\w.-]*ftp[\w.-]*\.(?:conf|cfg)(?:\.\w+)*$/i,
      content: /^(?:anonymous_enable|chroot_local_user|force_local_logins_ssl|xferlog_enable|userlist_enable|allow_writeable_chroot)=/m,
      at: '/etc/vsftpd.conf',
    },
  ],
  recognise: (input) =>
    recogniseBy(input, { official: [], rebuilds: ['*/vsftpd', '*/docker-vsftpd', '*/vsftpd-docker'], programs: ['vsftpd'], home: '/etc/vsftpd' }),
  read,
}
