import { attributes } from './markup.ts'

const cylinder = 'M2 4c0-4 14-4 14 0v10c0 4-14 4-14 0zM2 4c0 4 14 4 14 0'
const window = 'M1 2h16v14h-16zM1 6.5h16'
const gear = 'M9 3v-2M9 17v-2M3 9h-2M17 9h-2M4.8 4.8l-1.4-1.4M14.6 14.6l-1.4-1.4M4.8 13.2l-1.4 1.4M14.6 3.4l-1.4 1.4M13 9a4 4 0 1 1-8 0a4 4 0 1 1 8 0'
const queue = 'M1 3h16v3.5h-16zM1 7.5h16v3.5h-16zM1 12h16v3.5h-16z'
const chart = 'M1 1v16h16M4 12l4-4l3 3l5-7'
const arrows = 'M1 6h13l-3-3M17 12h-13l3 3'
const envelope = 'M1 3h16v12h-16zM1 4l8 6l8-6'
const key = 'M8 9a3.5 3.5 0 1 1-7 0a3.5 3.5 0 1 1 7 0M8 9h9v3M14 9v3'
const book = 'M2 2h6a1 1 0 0 1 1 1v13a1 1 0 0 0-1-1h-6zM16 2h-6a1 1 0 0 0-1 1v13a1 1 0 0 1 1-1h6z'
const circle = 'M16 9a7 7 0 1 1-14 0a7 7 0 1 1 14 0'

const byRole: ReadonlyMap<string, string> = new Map([
  ['datastore', cylinder],
  ['storage', cylinder],
  ['cache', 'M10 1l-7 9h5l-1 7l7-9h-5z'],
  ['broker', queue],
  ['directory', book],
  ['coordination', circle],
  ['proxy', arrows],
  ['application', window],
  ['worker', gear],
  ['admin', key],
  ['observability', chart],
  ['job', 'M3 1l12 8l-12 8z'],
  ['mail', envelope],
])

/** A small line drawing of what the component is for, 18 units square. */
export function roleGlyph(role: string, x: number, y: number): string {
  return `<path${attributes({ class: 'glyph', transform: `translate(${x} ${y})`, d: byRole.get(role) ?? circle })}/>`
}
