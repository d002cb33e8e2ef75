import type { Control } from '../../model/control.ts'
import { judgeNotes } from '../books.ts'

export const waiverExpired: Control = {
  id: 'deployment/waiver-expired',
  title: 'waiver has run out',
  subject: 'deployment',
  after: 'books',
  documentation: {
    why: 'A waiver is a decision for a time: what was right when it was written may not be now. After its last day, what it accepted counts again.',
    how: 'Waivers of the project file and of comments that match a finding, and whose last day (`until`) is over. The finding is reported again, too.',
    falsePositives: 'None: the day is written in the waiver.',
    fix: 'Mend what it accepted, or decide again: write a new reason and a new day.',
    references: [],
  },
  judge: judgeNotes('expired', {
    expected: 'a waiver that is in force',
    fix: 'renew the waiver with a reason of today, or mend what it accepted',
    stake: 'defence',
  }),
}
