import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const crossOrigin: Control = observed({
  id: 'listener/cross-origin',
  concern: 'cross-origin',
  title: 'CORS allows any origin',
  subject: 'component',
  documentation: {
    why: "With an open cross-origin policy every page that a user visits may call the application in that user's name, and read the answers.",
    how: 'Settings of the product that say which origins may call it: a wildcard, above all together with credentials, fails. On the wire also what a made-up origin may read, and whether it may open WebSockets.',
    falsePositives:
      'An interface without any login or cookie, meant for the public, may answer every origin; so may a WebSocket that asks for a token in its first message.',
    fix: 'List the origins of your own pages, and nothing else.',
    references: ['CWE-942', 'OWASP ASVS 3.4'],
  },
})
