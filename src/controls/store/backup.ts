import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const backup: Control = observed({
  id: 'store/backup',
  concern: 'backup',
  title: 'nothing is backed up',
  subject: 'store',
  documentation: {
    why: 'A store without a backup is lost with its disk, with a mistake, or with whoever encrypts it for ransom. A backup that is readable by everybody is a second copy of every secret.',
    how: 'Schedules and tools of backup that the settings name, where they write, and whether what they write is encrypted.',
    falsePositives: 'Backups are often made by the storage underneath, which no file here shows. Then an attestation answers.',
    fix: 'Back up on a schedule to another machine, encrypted, and try the restore.',
    references: ['CWE-693'],
  },
})
