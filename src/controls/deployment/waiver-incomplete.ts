import type { Control } from '../../model/control.ts'
import { judgeNotes } from '../books.ts'

export const waiverIncomplete: Control = {
  id: 'deployment/waiver-incomplete',
  title: 'comment is no waiver',
  subject: 'deployment',
  after: 'books',
  documentation: {
    why: 'A comment that was meant as a waiver, but has no day or no reason, accepts nothing. Whoever wrote it believes that it does.',
    how: 'Comments that begin with `ringwall:` in files that were read, but are not `ringwall: waive CONTROL until YYYY-MM-DD because REASON`.',
    falsePositives: 'A comment for people that happens to begin with the same word. Word it differently.',
    fix: 'Complete it: control, last day and reason.',
    references: [],
  },
  judge: judgeNotes('incomplete', {
    expected: 'control, last day and reason',
    fix: 'write "ringwall: waive CONTROL until YYYY-MM-DD because REASON"',
    stake: 'defence',
  }),
}
