import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const hostKey: Control = observed({
  id: 'channel/host-key',
  concern: 'host-key',
  title: 'the key of an SSH host is not checked',
  subject: 'component',
  documentation: {
    why: 'A client that accepts whatever host key it is shown gives its password, its commands and its data to whoever stands in between.',
    how: 'Settings of SSH clients and of programs that log in to machines: strict checking of host keys, and what is done with a key that is new.',
    falsePositives: 'A first contact inside a closed network may be accepted on purpose; the window is still there.',
    fix: 'Check host keys strictly and give the client the keys that it is to know.',
    references: ['CWE-322'],
  },
})
