import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const sampleData: Control = observed({
  id: 'component/sample-data',
  concern: 'sample-data',
  title: 'sample data is loaded',
  subject: 'component',
  documentation: {
    why: 'Sample users have published passwords, and sample programs were written to show, not to withstand.',
    how: 'Settings of the product that load examples, demonstration users or test data.',
    falsePositives: 'A demonstration that holds nothing of value may have them.',
    fix: 'Switch the samples off, and remove what they left.',
    references: ['CWE-1188'],
  },
})
