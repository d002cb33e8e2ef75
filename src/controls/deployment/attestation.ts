import type { Control } from '../../model/control.ts'
import { judgeNotes } from '../books.ts'

export const attestation: Control = {
  id: 'deployment/attestation',
  title: 'attestation does not count',
  subject: 'deployment',
  after: 'books',
  documentation: {
    why: "An attestation is somebody's word for what no file and no probe shows. Without its evidence, after its last day, or against what was read it answers nothing, and whoever relies on it must know.",
    how: 'Attestations of the project file whose last day is over, whose evidence is not inside the root, that the configuration contradicts, or that answer no open verdict and no row of a guide.',
    falsePositives: 'A run that judges a part of the platform only does not meet the open verdicts of the rest.',
    fix: 'Renew it with evidence of today, or remove it.',
    references: [],
  },
  judge: judgeNotes('attestation', {
    expected: 'an attestation that holds',
    fix: 'renew the attestation with evidence of today, or remove it',
    stake: 'defence',
  }),
}
