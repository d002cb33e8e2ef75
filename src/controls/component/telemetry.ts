import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const telemetry: Control = observed({
  id: 'component/telemetry',
  concern: 'telemetry',
  title: 'telemetry is sent',
  subject: 'component',
  documentation: {
    why: 'A product that reports to its makers tells them which version runs where, and needs a way out of the network that an intruder can use, too.',
    how: 'Settings of the product that report use or check for updates, and defaults that do.',
    falsePositives: 'Reports may be wanted by contract. Then allow their one target in the firewall.',
    fix: 'Switch the reports off.',
    references: ['CWE-359'],
  },
})
