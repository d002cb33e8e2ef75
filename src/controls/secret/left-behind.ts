import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const leftBehind: Control = observed({
  id: 'secret/left-behind',
  concern: 'secret-left-behind',
  title: 'secret is left behind',
  subject: 'component',
  documentation: {
    why: 'A secret that was used once and is still written somewhere can be found by whoever finds the place: a start-up password, a token in a log, a key in a setting that is no longer read.',
    how: 'Settings of the product that leave first passwords, tokens or keys in place after the set-up.',
    falsePositives: 'A value that was changed in the program since the set-up opens nothing any more. Remove it anyway.',
    fix: 'Change the secret, and remove the setting after the first start.',
    references: ['CWE-312'],
  },
})
