import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const keyManagement: Control = observed({
  id: 'secret/key-management',
  concern: 'key-management',
  title: 'no key management is used',
  subject: 'component',
  documentation: {
    why: 'An encryption key that lies beside the data protects against nothing: whoever takes the one takes the other.',
    how: 'Settings of the product that say where its keys come from: the settings themselves, a file, or a service for keys.',
    falsePositives: 'A deployment on one machine may keep its keys in a file that only the program reads.',
    fix: 'Take keys from a service for keys, or from a secret file that is mounted for this program alone.',
    references: ['CWE-320', 'OWASP ASVS 13.3'],
  },
})
