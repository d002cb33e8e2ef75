import type { Node } from '../formats/node.ts'
import type { Attestation } from '../model/project.ts'
import type { Keys, Reading } from './fields.ts'
import { date, fieldsOf, mistake, requiredText, text } from './fields.ts'

const keys: Keys = { row: false, control: false, subject: false, statement: true, by: true, evidence: false, until: true }

export function readAttestation(node: Node, reading: Reading): Attestation | undefined {
  const fields = fieldsOf(node, 'an attestation', keys, reading)
  if (fields === undefined) return undefined
  const [row, control, subject, evidence] = ['row', 'control', 'subject', 'evidence'].map((key) => text(fields, key))
  const isOfRow = row !== undefined && control === undefined && subject === undefined
  const isOfFinding = row === undefined && control !== undefined && subject !== undefined
  if (!isOfRow && !isOfFinding) mistake(reading, node, 'an attestation is either for a "row" of a guide, or for a "control" with a "subject"')
  return {
    ...(row === undefined ? {} : { row }),
    ...(control === undefined ? {} : { control }),
    ...(subject === undefined ? {} : { subject }),
    statement: requiredText(fields, 'statement'),
    by: requiredText(fields, 'by'),
    ...(evidence === undefined ? {} : { evidence }),
    until: date(fields, 'until'),
    at: fields.at,
  }
}
