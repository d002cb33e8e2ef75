import type { Control } from '../../model/control.ts'
import { written } from '../written.ts'

export const literal: Control = written({
  id: 'secret/literal',
  title: 'secret is written as an environment value',
  grouped: 'secrets are written as environment values',
  by: ['environment'],
  documentation: {
    why: 'Environment values are shown by `docker inspect`, inherited by every child process, and copied with the file into version control and backups.',
    how: 'A value counts as a secret by its role (it opens an account, serves as a password on a connection, signs or encrypts); by its name only where its role is not known.',
    falsePositives: 'A variable that is named like a secret and holds none.',
    fix: "Use the platform's secrets: a file under /run/secrets, read through the image's `_FILE` variable.",
    references: ['OWASP Docker Rule 12', 'CWE-526'],
  },
  message: (use) => `${use.key} hands a secret to ${use.component} as a literal environment value.`,
  fix: (use) => `move it into a secret file and use ${use.key}_FILE where the image knows it`,
})
