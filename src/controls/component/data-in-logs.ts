import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const dataInLogs: Control = observed({
  id: 'component/data-in-logs',
  concern: 'data-in-logs',
  title: 'data of users goes to the logs',
  subject: 'component',
  documentation: {
    why: 'Logs are kept long, copied often and read by many. Passwords, requests and results that stand in them are open to all of these.',
    how: 'Settings of the product that write bodies, parameters, statements or secrets into its logs.',
    falsePositives: 'A short search for a fault may need them. Switch them off afterwards.',
    fix: 'Lower the level of the logs, and switch off the logging of contents.',
    references: ['CWE-532'],
  },
})
