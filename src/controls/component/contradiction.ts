import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const contradiction: Control = observed({
  id: 'component/contradiction',
  concern: 'contradiction',
  title: 'two settings contradict each other',
  subject: 'component',
  documentation: {
    why: 'A setting that needs another one does nothing without it, and nothing warns. The operator believes that a door is closed which stands open.',
    how: 'Pairs of settings of one product that only mean something together, and references to settings that are not there. `ringwall verify` adds running containers that are less confined than their files say (user, capabilities, privilege, read-only root).',
    falsePositives: "A value may come from a place that is not among the files, such as an operator's own layer.",
    fix: 'Set both, or take the one without effect away.',
    references: ['CWE-1188'],
  },
})
