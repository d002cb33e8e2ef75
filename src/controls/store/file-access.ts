import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const fileAccess: Control = observed({
  id: 'store/file-access',
  concern: 'file-access',
  title: 'a file can be read or changed by others',
  subject: 'store',
  documentation: {
    why: 'Settings files hold passwords and keys. Who may read them has those; who may change them decides what the program does.',
    how: 'Owner and permission bits of settings, keys and keytabs on a live machine or in a tree of files that keeps them, against the user that the program runs as; and settings that create files for everybody.',
    falsePositives: "A group that holds the program's user alone is as good as the user.",
    fix: "Give the file to the program's user and take every right of others away, such as mode 0640 or 0600.",
    references: ['CWE-732'],
  },
})
