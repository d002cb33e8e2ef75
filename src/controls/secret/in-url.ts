import type { Control } from '../../model/control.ts'
import { written } from '../written.ts'

export const inUrl: Control = written({
  id: 'secret/in-url',
  title: 'secret stands in a connection string',
  grouped: 'secrets stand in connection strings',
  by: ['url'],
  documentation: {
    why: 'Connection strings are logged, shown in error pages and copied into tickets far more often than passwords alone.',
    how: 'The user part and the known secret parameters of every connection string in environment, command and settings.',
    falsePositives: 'A connection string that is written to a file which only its program reads: nothing is gained by splitting it.',
    fix: 'Give host, user and password in settings of their own, the password from a secret file.',
    references: ['CWE-522'],
  },
  message: (use) => `${use.key} of ${use.component} holds a secret inside its URL.`,
  fix: (use) => `split ${use.key}: the password belongs into a secret file`,
})
