import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const overPrivilegedDefault: Control = observed({
  id: 'identity/over-privileged-default',
  concern: 'over-privileged-default',
  title: 'default rights are too wide',
  subject: 'component',
  documentation: {
    why: 'A default role that may change things gives each new account, and each stolen one, more than its owner needs.',
    how: 'Settings of the product that say which role a new or unknown user gets, and its defaults.',
    falsePositives: 'A product that only administrators use has only administrators.',
    fix: 'Give new accounts a role that reads what it must, and nothing more.',
    references: ['CWE-276', 'CWE-1188'],
  },
})
