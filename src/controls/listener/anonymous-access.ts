import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const anonymousAccess: Control = observed({
  id: 'listener/anonymous-access',
  concern: 'anonymous-access',
  title: 'anonymous access is allowed',
  subject: 'component',
  documentation: {
    why: 'Access without a name is access without a trace and without a limit. What is readable by anonymous callers is readable by everybody who reaches the port.',
    how: 'Settings of the product that let callers in without a login, beside those that have one.',
    falsePositives: 'A public page, or a status that says only well or not well, may be open.',
    fix: 'Switch anonymous access off, or narrow it to what is meant for the public.',
    references: ['CWE-306'],
  },
})
