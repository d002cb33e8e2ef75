import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const keyExpiry: Control = observed({
  id: 'secret/key-expiry',
  concern: 'key-expiry',
  title: 'key never expires',
  subject: 'component',
  documentation: {
    why: 'A key without an end is valid for whoever ever saw it: a former colleague, an old backup, a log.',
    how: 'Settings of the product that say how long its keys and tokens live, or that they never end.',
    falsePositives: 'A key of a machine that is changed by a schedule elsewhere ends there.',
    fix: 'Set an end, and renew keys before it.',
    references: ['OWASP ASVS 13.3', 'CWE-613'],
  },
})
