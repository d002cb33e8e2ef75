import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const remoteManagement: Control = observed({
  id: 'listener/remote-management',
  concern: 'remote-management',
  title: 'remote management is open',
  subject: 'component',
  documentation: {
    why: 'An interface that manages the product changes its configuration, its users and its data. It belongs to operators, not to the network.',
    how: 'Settings of the product that open management functions to callers from elsewhere, and defaults that do.',
    falsePositives: 'A management interface on a network of operators alone may be open there.',
    fix: 'Bind the management interface to loopback, or switch it off.',
    references: ['CWE-749'],
  },
})
