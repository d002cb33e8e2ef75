import type { Node } from '../formats/node.ts'
import type { Waiver, WaiverCondition } from '../model/project.ts'
import type { Fields, Keys, Reading } from './fields.ts'
import { date, fieldsOf, mistake, nodeOf, requiredText, text, texts, word } from './fields.ts'

const keys: Keys = {
  control: false,
  row: false,
  subject: false,
  component: false,
  file: false,
  owner: true,
  reason: true,
  until: true,
  when: false,
}

export function readWaiver(node: Node, reading: Reading): Waiver | undefined {
  const fields = fieldsOf(node, 'a waiver', keys, reading)
  if (fields === undefined) return undefined
  const what = whatOf(fields)
  if (what.control === undefined && what.row === undefined) mistake(reading, node, 'a waiver needs the key "control" or "row"')
  const when = readCondition(fields)
  return {
    origin: 'project',
    ...what,
    owner: requiredText(fields, 'owner'),
    reason: requiredText(fields, 'reason'),
    until: date(fields, 'until'),
    ...(when === undefined ? {} : { when }),
    at: fields.at,
  }
}

function whatOf(fields: Fields): Pick<Waiver, 'control' | 'row' | 'subject' | 'component' | 'file'> {
  const [control, row, subject, component, file] = ['control', 'row', 'subject', 'component', 'file'].map((key) => text(fields, key))
  return {
    ...(control === undefined ? {} : { control }),
    ...(row === undefined ? {} : { row }),
    ...(subject === undefined ? {} : { subject }),
    ...(component === undefined ? {} : { component }),
    ...(file === undefined ? {} : { file }),
  }
}

function readCondition(waiver: Fields): WaiverCondition | undefined {
  const node = nodeOf(waiver, 'when')
  const fields =
    node === undefined ? undefined : fieldsOf(node, '"when" of a waiver', { exposure: false, encryption: false, 'only-from': false }, waiver.reading)
  if (fields === undefined) return undefined
  if (fields.node.entries.length === 0)
    mistake(waiver.reading, fields.node, '"when" of a waiver names no condition: exposure, encryption or only-from')
  const exposure = word(fields, 'exposure', ['component', 'zone', 'loopback', 'host'] as const)
  const encryption = word(fields, 'encryption', ['required'] as const)
  return {
    ...(exposure === undefined ? {} : { exposure }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(nodeOf(fields, 'only-from') === undefined ? {} : { onlyFrom: texts(fields, 'only-from') }),
  }
}
