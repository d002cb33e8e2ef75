import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const passwordPolicy: Control = observed({
  id: 'identity/password-policy',
  concern: 'password-policy',
  title: 'passwords may be short, old or guessed without end',
  subject: 'identity',
  documentation: {
    why: 'Passwords that may be short, are stored in a weak form, or may be tried without limit are found by guessing.',
    how: 'Settings of the product about length, form of storage, expiry and lockout.',
    falsePositives: "An identity provider in front may hold the policy; then the product's own accounts are few and kept apart.",
    fix: 'Demand long passwords, store them with a slow hash, and lock after a few failures.',
    references: ['CWE-521'],
  },
})
