import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const remoteLogin: Control = observed({
  id: 'listener/remote-login',
  concern: 'remote-login',
  title: 'remote log-in is open wider than needed',
  subject: 'component',
  documentation: {
    why: 'A log-in from afar that takes passwords, lets the administrator in directly or forwards connections is the door that is tried first and most.',
    how: "Settings of remote log-in as the server applies them, with its rules for certain users and addresses: passwords, empty passwords, the administrator's account, forwarding, and old algorithms.",
    falsePositives: 'A machine that only an administrative network reaches is less exposed. The finding weighs who can reach the port.',
    fix: 'Take keys alone, keep the administrator out, and switch forwarding off where nobody needs it.',
    references: ['CWE-287'],
  },
})
