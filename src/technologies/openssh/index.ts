import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { clientText } from './client.ts'
import { telling } from './configuration.ts'
import { read } from './read.ts'

export const openssh: Technology = {
  id: 'openssh',
  title: 'OpenSSH',
  role: 'admin',
  files: [
    { name: /^sshd[-_]config(?:[-_.]\w+)*$/, content: telling, at: '/etc/ssh/sshd_config' },
    { name: /\.conf$/, content: telling, at: '/etc/ssh/sshd_config.d/' },
    { name: /^ssh[-_]config(?:[-_.]\w+)*$/, content: clientText, at: '/etc/ssh/ssh_config', part: true },
  ],
  recognise: (input) =>
    recogniseBy(input, {
      official: [],
      rebuilds: ['linuxserver/openssh-server', 'panubo/sshd', '*/openssh-server', '*/openssh', '*/sshd'],
      programs: ['sshd'],
    }),
  read,
}
