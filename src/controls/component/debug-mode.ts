import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const debugMode: Control = observed({
  id: 'component/debug-mode',
  concern: 'debug-mode',
  title: 'debug mode is on',
  subject: 'component',
  documentation: {
    why: 'In debug mode a program shows its inside to whoever causes an error: source, settings, secrets; some let the caller run code.',
    how: 'Settings of the product and of its framework that switch debugging on.',
    falsePositives: 'A deployment for development alone may debug, while no port of it is published.',
    fix: 'Switch debug mode off.',
    references: ['CWE-489'],
  },
})
