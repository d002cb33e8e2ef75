import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const auditLog: Control = observed({
  id: 'component/audit-log',
  concern: 'audit-log',
  title: 'what happens is not recorded',
  subject: 'component',
  documentation: {
    why: 'After an incident the records are all there is. A server that keeps none of log-ins, refusals and changes cannot say who did what, and a guide that asks for evidence cannot be answered.',
    how: 'Settings of the product that switch its records on: log-ins, refused requests, changes, and where they are kept.',
    falsePositives: 'Records may be made elsewhere, by a gateway or the kernel. Name it in an attestation.',
    fix: 'Switch the records on and send them to a place that the program itself cannot change.',
    references: ['CWE-778'],
  },
})
