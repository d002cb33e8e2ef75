import type { ChannelReport } from '../model/report.ts'

export type ChannelState = 'locked' | 'open' | 'unknown'

/** Locked: encrypted, and the server is verified. Anything else known is open. */
export function stateOf(channel: Pick<ChannelReport, 'encryption' | 'serverVerified'>): ChannelState {
  if (channel.encryption === 'unknown') return 'unknown'
  if (channel.encryption !== 'required') return 'open'
  if (channel.serverVerified === 'yes') return 'locked'
  return channel.serverVerified === 'unknown' ? 'unknown' : 'open'
}

/** Name of the far end: a component, an external host, or a host that nobody could place. */
export function targetOf({ to }: ChannelReport): string {
  return 'component' in to ? to.component : 'external' in to ? to.external : to.unknown
}

/** `db:5432`. */
export function addressOf(channel: ChannelReport): string {
  return channel.port === null ? targetOf(channel) : `${targetOf(channel)}:${channel.port}`
}

export function encryptionWord({ encryption, serverVerified }: ChannelReport): string {
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

export function loginWord({ authentication }: { readonly authentication: string }): string {
  if (authentication === 'none') return 'no login'
  return authentication === 'unknown' ? 'login unknown' : authentication
}
