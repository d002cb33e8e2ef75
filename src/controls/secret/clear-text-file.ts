import type { Control } from '../../model/control.ts'
import { written } from '../written.ts'

export const clearTextFile: Control = written({
  id: 'secret/clear-text-file',
  title: 'secret stands in clear text in a settings file',
  grouped: 'secrets stand in clear text in settings files',
  by: ['file'],
  documentation: {
    why: 'A settings file with cleartext passwords is read by everybody who can read the folder, its backups and its history in version control.',
    how: 'Mounted settings and bootstrap files are read as their program reads them; values that serve as a password or key are reported with their line.',
    falsePositives: 'A file that the deployment writes at start from a secret store: mount it from there.',
    fix: 'Keep hashes where the program accepts them, and read the rest from secrets.',
    references: ['CWE-256', 'CWE-312'],
  },
  message: (use) => `${use.key} of ${use.component} is a clear-text secret (cleartext in a settings file).`,
  fix: (use) => `replace the value of ${use.key} by a hash or a reference to a secret`,
})
