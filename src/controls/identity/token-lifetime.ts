import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const tokenLifetime: Control = observed({
  id: 'identity/token-lifetime',
  concern: 'token-lifetime',
  title: 'tokens live too long',
  subject: 'component',
  documentation: {
    why: 'A stolen session is as good as the login until it ends. Long ones are stolen once and used for weeks.',
    how: 'Settings of the product for the life of its sessions and access tokens, and defaults of its version.',
    falsePositives: 'Tokens of machines that are bound to a certificate may live longer.',
    fix: 'Shorten the life of access tokens to minutes, and of sessions to a working day.',
    references: ['CWE-613', 'OWASP ASVS 7.3'],
  },
})
