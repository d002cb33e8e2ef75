import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const clamav: Technology = {
  id: 'clamav',
  title: 'ClamAV',
  role: 'application',
  files: [
    {
      name: /^clamd(?:[-_.]\w+)*\.conf$/,
      content: /^[ \t]*#?[ \t]*(?:LocalSocket|TCPSocket|ScanArchive|MaxFileSize|LogFile|Example)\b/m,
      at: '/etc/clamav/clamd.conf',
    },
    { name: /^freshclam(?:[-_.]\w+)*\.conf$/, at: '/etc/clamav/freshclam.conf' },
  ],
  recognise: (input) =>
    recogniseBy(input, { official: ['clamav/clamav', 'clamav/clamav-debian'], rebuilds: ['*/clamav', '*/clamd'], programs: ['clamd', 'freshclam'] }),
  read,
}
