import type { DeploymentStatement, ProofNow, ProofRow, Statement } from '../model/statement.ts'
import type { Paint } from './paint.ts'
import { paint } from './paint.ts'
import { count, printable } from './words.ts'

/** What was done and what the wire says of it, for a terminal. */
export function statementText(statement: Statement, options: { readonly colour: boolean }): string {
  const ink = paint(options.colour)
  return `${[...statement.deployments.map((each) => block(each, ink)), ending(statement, ink)].join('\n\n')}\n`
}

const words: Readonly<Record<ProofNow, string>> = {
  'observed-closed': 'closed, seen on the wire',
  'configured-closed': 'closed in the files',
  unproven: 'unproven',
  open: 'still open',
}

function block({ name, rows, open }: DeploymentStatement, ink: Paint): string {
  const counts = (Object.keys(words) as ProofNow[]).flatMap((now) => {
    const own = rows.filter((row) => row.now === now)
    return own.length === 0 ? [] : [`${own.length} ${words[now]}`]
  })
  return [
    `${ink.bold(printable(name))}  ${ink.dim(`${count(rows.length, 'finding')} that the plan closes: ${counts.join(', ')}; ${open.length} left open`)}`,
    ...rows.filter(({ now, was }) => was === 'observed' || now !== 'configured-closed').map((row) => rowLines(row, ink)),
  ].join('\n')
}

function rowLines({ control, subject, was, now, said, requirements }: ProofRow, ink: Paint): string {
  const state = now === 'observed-closed' || now === 'configured-closed' ? 'locked' : 'open'
  const before = was === 'observed' ? 'seen open' : 'open in the files'
  return [
    `  ${printable(subject.id)}  ${ink.dim(printable([control, ...requirements].join(' ')))}`,
    `    ${before}; now ${ink.state(state, words[now])}`,
    ...said.map((each) => `    ${ink.dim(printable(each))}`),
  ].join('\n')
}

function ending({ outcome, why, state, notes }: Statement, ink: Paint): string {
  const said = notes.map((note) => `note: ${printable(note)}`)
  if (outcome === 'applied') return [...said, `Applied. "--rollback ${state}" goes back to what was before.`].join('\n')
  return [...said, `${ink.bold('Everything went back')}: ${printable(why ?? '')}.`].join('\n')
}
