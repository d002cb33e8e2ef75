import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const tlsVerification: Control = observed({
  id: 'channel/tls-verification',
  concern: 'tls-verification',
  title: 'TLS verification is switched off',
  subject: 'component',
  documentation: {
    why: 'A setting that switches certificate checks off does so for every connection of the program, also for those that nobody thinks of. TLS then encrypts to whoever answers.',
    how: 'Settings of the product, and variables that its runtime reads, which turn the check of certificates or of host names off.',
    falsePositives: 'A check that is off for a connection inside one network namespace harms nothing. Waive it with that reason.',
    fix: 'Remove the switch, and give the program the CA that signed the servers.',
    references: ['CWE-295'],
  },
})
