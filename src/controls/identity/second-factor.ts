import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const secondFactor: Control = observed({
  id: 'identity/second-factor',
  concern: 'second-factor',
  title: 'second factor (MFA) is not demanded',
  subject: 'component',
  documentation: {
    why: 'A password alone is lost to one mail that somebody believes. The second factor keeps the account.',
    how: 'Settings of the product that demand, offer or switch off a second factor.',
    falsePositives: 'A login that is delegated to an identity provider may demand the factor there.',
    fix: 'Demand a second factor of administrators, at the product or at the identity provider.',
    references: ['OWASP ASVS 6.3', 'CWE-308'],
  },
})
