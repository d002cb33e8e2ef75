import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const updates: Control = observed({
  id: 'component/updates',
  concern: 'updates',
  title: 'updates do not arrive by themselves',
  subject: 'component',
  documentation: {
    why: 'Faults that are known are used within days. A machine or program that nobody updates keeps them.',
    how: 'Settings of automatic updates, and versions whose makers no longer mend them.',
    falsePositives: 'Updates may be rolled out by another tool that no file here shows. Then an attestation answers.',
    fix: 'Switch security updates on, or name who applies them and how often.',
    references: ['CWE-1104'],
  },
})
