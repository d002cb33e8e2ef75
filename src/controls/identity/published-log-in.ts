import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const publishedLogIn: Control = observed({
  id: 'identity/published-log-in',
  concern: 'published-log-in',
  title: 'a published or guessable log-in gets in',
  subject: 'component',
  documentation: {
    why: 'Names and passwords of manuals, images and examples are the first that anybody tries. One that gets in is no log-in.',
    how: 'The running server is asked, only where `verify --credentials` names it: each published log-in of its product and each of the files is tried once. One that gets in counts when a made-up password does not; that all are refused counts when another account gets in.',
    falsePositives: 'None is known: it got in.',
    fix: 'Give the account a random password or remove it, and change it at every client.',
    references: ['CWE-1392', 'CWE-798', 'OWASP ASVS 2.5.4'],
  },
})
