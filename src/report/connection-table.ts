import type { ChannelReport, DeploymentReport } from '../model/report.ts'
import type { Paint } from './paint.ts'

interface Row {
  readonly cells: readonly string[]
  readonly state: 'locked' | 'open' | 'unknown'
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
const marks: Readonly<Record<Row['state'], string>> = { locked: '==>', open: '-->', unknown: '??>' }

function row(channel: ChannelReport): Row {
  const target = 'component' in channel.to ? channel.to.component : 'external' in channel.to ? channel.to.external : channel.to.unknown
  const port = channel.port === null ? '' : `:${channel.port}`
  return { cells: [channel.from, `${target}${port}`, channel.protocol, encryptionWord(channel), loginWord(channel)], state: stateOf(channel) }
}

/** Locked: encrypted, and the server is verified. Anything else known is open. */
export function stateOf(channel: Pick<ChannelReport, 'encryption' | 'serverVerified'>): Row['state'] {
  if (channel.encryption === 'unknown') return 'unknown'
  if (channel.encryption !== 'required') return 'open'
  if (channel.serverVerified === 'yes') return 'locked'
  return channel.serverVerified === 'unknown' ? 'unknown' : 'open'
}

function encryptionWord({ encryption, serverVerified }: ChannelReport): string {
  switch (encryption) {
    case 'none':
      return 'plaintext'
    case 'optional':
      return 'TLS if offered'
    case 'required':
      return serverVerified === 'yes' ? 'TLS, verified' : serverVerified === 'no' ? 'TLS, not verified' : 'TLS, verification unknown'
    case 'unknown':
      return 'encryption unknown'
  }
}

function loginWord({ authentication }: ChannelReport): string {
  if (authentication === 'none') return 'no login'
  return authentication === 'unknown' ? 'login unknown' : authentication
}
