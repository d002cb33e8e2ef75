import type { Control } from '../../model/control.ts'
import { judgeNotes } from '../books.ts'

export const waiverCondition: Control = {
  id: 'deployment/waiver-condition',
  title: 'condition of a waiver does not hold',
  subject: 'deployment',
  after: 'books',
  documentation: {
    why: 'A waiver with a condition accepts a finding only as long as something else protects it, such as a port that is published on the loopback address alone. When that protection goes, the waiver must not stay.',
    how: 'The condition (`when`) of each waiver that matches a finding is held against the deployment at each run. What nobody can tell does not hold. The finding is reported again, too.',
    falsePositives:
      'An exposure or an encryption that cannot be read from the files counts as not given. Write the waiver without that condition if you know it otherwise, and say so in the reason.',
    fix: 'Restore what the condition asks for, or mend what the waiver accepted.',
    references: [],
  },
  judge: judgeNotes('condition', {
    expected: 'a deployment that meets the condition',
    fix: 'restore what the condition asks for, or mend what the waiver accepted',
    stake: 'defence',
  }),
}
