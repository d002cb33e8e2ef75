import type { Control } from '../../model/control.ts'
import { written } from '../written.ts'

export const inArgument: Control = written({
  id: 'secret/in-argument',
  title: 'secret stands on a command line',
  grouped: 'secrets stand on command lines',
  by: ['argument'],
  documentation: {
    why: 'Every user of the host sees the arguments of every process in /proc, and `docker inspect` prints them.',
    how: 'Values that serve as a secret and stand in the command or entrypoint of a component.',
    falsePositives: 'An argument that only names a file with the secret in it, under a name that is also a value elsewhere.',
    fix: 'Let the program read the secret from a file, or from standard input.',
    references: ['CWE-214'],
  },
  message: (use) => `The command line of ${use.component} holds a secret (${use.key}).`,
  fix: (use) => `give ${use.component} the value through a settings file or a secret`,
})
