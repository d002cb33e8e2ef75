import type { Control } from '../../model/control.ts'
import { judgeNotes } from '../books.ts'

export const waiverStale: Control = {
  id: 'deployment/waiver-stale',
  title: 'waiver matches nothing',
  subject: 'deployment',
  after: 'books',
  documentation: {
    why: 'A waiver that accepts nothing is either done with, and would silently accept the same fault when it comes back, or it is misspelt, and its owner believes in an agreement that is not there.',
    how: 'Waivers of the project file and of comments that match no finding of the whole run.',
    falsePositives: 'A run that judges a part of the platform only does not meet the findings of the rest.',
    fix: 'Remove it, or correct its control, subject, component or file.',
    references: [],
  },
  judge: judgeNotes('stale', { expected: 'a waiver that accepts something', fix: 'remove the waiver, or correct what it is for', stake: 'hygiene' }),
}
