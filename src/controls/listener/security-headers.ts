import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const securityHeaders: Control = observed({
  id: 'listener/security-headers',
  concern: 'security-headers',
  title: 'security headers are missing',
  subject: 'component',
  documentation: {
    why: 'Browsers protect a page when it asks them to: against framing, against guessed content types, against a fall back to plaintext. A page that does not ask gets none of it.',
    how: 'Settings of the product or of its proxy for headers such as `Strict-Transport-Security`, `Content-Security-Policy` and `X-Content-Type-Options`.',
    falsePositives: 'Another proxy in front may add them. A listener that only programs call has no use for them.',
    fix: 'Let the proxy that faces the browser add the headers.',
    references: ['OWASP ASVS 3.4', 'CWE-693'],
  },
})
