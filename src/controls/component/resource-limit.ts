import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const resourceLimit: Control = observed({
  id: 'component/resource-limit',
  concern: 'resource-limit',
  title: 'product sets no limit on its callers',
  subject: 'component',
  documentation: {
    why: 'Without a limit one caller takes all connections, memory or time, and guesses passwords as fast as the line allows.',
    how: 'Settings of the product for rates, sizes, connections and time, and defaults without a limit.',
    falsePositives: 'A proxy in front may limit instead. Then it is the only way in.',
    fix: 'Set the limits that the product offers.',
    references: ['CWE-770'],
  },
})
