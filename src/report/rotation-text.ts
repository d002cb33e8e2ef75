import type { PlannedRotation, RotationReport } from '../model/rotation.ts'
import { count, list, printable } from './words.ts'

/** For people: what happens in which order, in which files, and what may break; or what came of it. */
export function rotationText({ secrets, files, outcome, why, state }: RotationReport, { colour }: { readonly colour: boolean }): string {
  if (outcome !== 'planned') return `${ended(secrets, outcome, why, state)}\n`
  const lines = secrets.flatMap((secret) => [
    printable(secret.name),
    ...steps(secret).map((step, index) => `  ${index + 1}  ${step}`),
    ...risks(secret),
    '',
  ])
  const shown = files.flatMap(({ diff, file, isSecret }) =>
    isSecret || diff === '' ? [`${printable(file)}: a secret, not shown`] : diff.trimEnd().split('\n'),
  )
  const painted = shown.map((line) => (colour ? paint(printable(line)) : printable(line)))
  return `${[...lines, `${count(files.length, 'file')} change:`, ...painted].join('\n')}\n`
}

function steps({ doors, switches, restarts }: PlannedRotation): readonly string[] {
  const named = (way: 'beside' | 'instead'): string =>
    list([...new Set(doors.flatMap((door) => (door.way === way ? [`${door.listener} for ${door.user}`] : [])))].map(printable))
  const [beside, instead] = [named('beside'), named('instead')]
  return [
    ...(beside === '' ? [] : [`a new value is taken beside the old one at ${beside}`]),
    'the files get the new value',
    ...(instead === '' ? [] : [`it takes the place of the old one at ${instead}; connections stay`]),
    ...(switches.length === 0 ? [] : [`started anew: ${printable(list(switches))}`]),
    ...(beside === '' ? [] : [`the old value is refused at ${beside}`]),
    ...(restarts.length === 0 ? [] : [`started anew: ${printable(list(restarts))}`]),
    ...(doors.length === 0 ? [] : ['seen at each door: the new value lets in, the old one and a made-up one do not']),
  ]
}

function risks({ risks: all }: PlannedRotation): readonly string[] {
  return all.map((risk) => `  -  ${printable(risk)}`)
}

function ended(secrets: readonly PlannedRotation[], outcome: RotationReport['outcome'], why: string | null, state: number | null): string {
  const names = printable(list(secrets.map(({ name }) => name)))
  if (outcome === 'rotated') {
    const doors = secrets.flatMap((secret) => secret.doors)
    const seen = doors.length === 0 ? 'Whoever holds it was started anew.' : 'The new value lets in; the old one and a made-up one do not.'
    return `${names}: rotated. ${seen} \`ringwall harden PATH --rollback ${state}\` goes back.`
  }
  if (outcome === 'taken-back') return `${names}: everything went back: ${printable(why ?? '')}.`
  return `${names}: neither rotated nor taken back: ${printable(why ?? '')}. Mend that, then call it again: it goes on where this ended.`
}

function paint(line: string): string {
  if (line.startsWith('+')) return `\u001B[32m${line}\u001B[0m`
  return line.startsWith('-') ? `\u001B[31m${line}\u001B[0m` : line
}
