import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const hostHeader: Control = observed({
  id: 'listener/host-header',
  concern: 'host-header',
  title: 'any host header is answered',
  subject: 'component',
  documentation: {
    why: 'A program that builds links from the host name in the request lets a caller choose where these links lead: password resets go to the attacker.',
    how: 'Settings of the product that say which host names it answers: a wildcard fails.',
    falsePositives: 'A proxy in front that passes only its own host names on protects as well.',
    fix: 'List the host names under which the application is known.',
    references: ['CWE-644'],
  },
})
