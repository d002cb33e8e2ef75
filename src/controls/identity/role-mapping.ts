import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const roleMapping: Control = observed({
  id: 'identity/role-mapping',
  concern: 'role-mapping',
  title: 'role mapping does not fit',
  subject: 'component',
  documentation: {
    why: 'Where every user gets the same role at the first login, or keeps a role that the directory took away, rights no longer follow people.',
    how: 'Settings of the product that map groups of the directory to roles, and that renew them at each login.',
    falsePositives: 'A product with a single role has nothing to map.',
    fix: 'Map groups to roles, give strangers the weakest role, and renew roles at each login.',
    references: ['CWE-269'],
  },
})
