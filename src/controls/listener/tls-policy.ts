import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const tlsPolicy: Control = observed({
  id: 'listener/tls-policy',
  concern: 'tls-policy',
  title: 'weak TLS policy',
  subject: 'component',
  documentation: {
    why: 'Old versions and ciphers of TLS can be broken by whoever records the traffic. A policy that allows them is as strong as its weakest entry.',
    how: 'Settings of the product for versions and ciphers of TLS, and defaults of its version.',
    falsePositives: 'Old clients that cannot be replaced may need an old version. Give them a listener of their own.',
    fix: "Allow TLS 1.2 and 1.3 alone, with the ciphers of Mozilla's intermediate profile.",
    references: ['CWE-326', 'CWE-327', 'OWASP ASVS 12.1'],
  },
})
