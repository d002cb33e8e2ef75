import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const encryptionAtRest: Control = observed({
  id: 'store/encryption-at-rest',
  concern: 'encryption-at-rest',
  title: 'encryption at rest is disabled',
  subject: 'component',
  documentation: {
    why: 'Disks, backups and volumes leave the machine sooner or later. Data that is not encrypted leaves with them.',
    how: 'Settings of the product that encrypt what it stores, and defaults that do not.',
    falsePositives: 'An encrypted disk below protects against theft of the disk, though not against a copy of the running volume. Attest it.',
    fix: 'Switch the encryption of the product on, with a key that is kept elsewhere.',
    references: ['CWE-311', 'PCI DSS 3.5.1'],
  },
})
