import type { ChannelReport, DeploymentReport } from '../model/report.ts'
import type { ChannelState } from './channel-words.ts'
import { addressOf, encryptionWord, loginWord, stateOf } from './channel-words.ts'
import type { Paint } from './paint.ts'
import { printable } from './words.ts'

interface Row {
  readonly cells: readonly string[]
  readonly state: ChannelState
}

/** Every connection as one aligned row: who, to whom, and whether it is locked. */
export function connectionTable({ channels }: DeploymentReport, ink: Paint): string {
  const rows = channels.map(row)
  const widths = rows[0]?.cells.map((_, column) => Math.max(...rows.map(({ cells }) => cells[column]?.length ?? 0))) ?? []
  const lines = rows.map(({ cells, state }) => {
    const [from, to, ...rest] = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))
    return `  ${from} ${ink.state(state, marks[state])} ${to}  ${rest.join('  ').trimEnd()}`
  })
  return [`  ${ink.bold('Connections')}`, ...lines].join('\n')
}

/** Drawn in plain ASCII, so that every terminal and every log shows them alike. */
const marks: Readonly<Record<ChannelState, string>> = { locked: '==>', open: '-->', unknown: '??>' }

function row(channel: ChannelReport): Row {
  return {
    cells: [channel.from, addressOf(channel), channel.protocol, encryptionWord(channel), loginWord(channel)].map(printable),
    state: stateOf(channel),
  }
}
