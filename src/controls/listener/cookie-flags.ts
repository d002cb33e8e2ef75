import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const cookieFlags: Control = observed({
  id: 'listener/cookie-flags',
  concern: 'cookie-flags',
  title: 'insecure cookie flags',
  subject: 'component',
  documentation: {
    why: 'A session cookie without its flags is sent over plaintext, read by scripts, or carried along by foreign pages. Whoever has it is logged in.',
    how: 'Settings of the product for the `Secure`, `HttpOnly` and `SameSite` flags of its cookies, and its defaults.',
    falsePositives: 'A proxy in front may add the flags. It then has to do so for every cookie.',
    fix: 'Switch the flags on: `Secure`, `HttpOnly`, and `SameSite=Lax` or `Strict`.',
    references: ['CWE-614', 'CWE-1004', 'OWASP ASVS 3.3'],
  },
})
