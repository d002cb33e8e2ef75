import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const openSignup: Control = observed({
  id: 'identity/open-signup',
  concern: 'open-signup',
  title: 'anyone can sign up',
  subject: 'component',
  documentation: {
    why: 'Where everybody may make an account, a login is no barrier: what an ordinary user may do, everybody may do.',
    how: 'Settings of the product that let strangers sign up, and defaults that do.',
    falsePositives: 'A service for the public wants sign-ups. Waive it, with a confirmation by mail and limits.',
    fix: 'Switch sign-up off, or narrow it to your own domain.',
    references: ['CWE-287'],
  },
})
