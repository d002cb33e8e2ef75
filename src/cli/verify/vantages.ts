import { RingwallError } from '../../model/error.ts'
import type { NamespaceVantage } from '../../vantages/namespace.ts'
import { namespaceVantage } from '../../vantages/namespace.ts'
import type { SshVantage } from '../../vantages/ssh.ts'
import { readSshPlace, sshVantage } from '../../vantages/ssh.ts'
import type { Vantage } from '../../wire/vantage.ts'

/** A place that the call names. */
export interface NamedVantage {
  readonly vantage: Vantage & Partial<Pick<NamespaceVantage, 'sockets'> & Pick<SshVantage, 'machine'>>
  /** The component whose network or machine it is. */
  readonly component?: string
}

/** `--vantage netns:NAME=COMPONENT` or `--vantage ssh:USER@HOST[:PORT][=COMPONENT]`. Nothing is started before it is asked from. */
export function readVantage(text: string): NamedVantage {
  const [, name, component] = /^netns:([^=]+)=(.+)$/.exec(text) ?? []
  if (name !== undefined && component !== undefined) return { vantage: namespaceVantage({ netns: name }, `network namespace ${name}`), component }
  const [, host, machine] = /^ssh:([^=]+)(?:=(.+))?$/.exec(text) ?? []
  if (host !== undefined) return { vantage: sshVantage(readSshPlace(host)), ...(machine === undefined ? {} : { component: machine }) }
  throw new RingwallError('usage', `--vantage: "${text}" is no place to ask from`, {
    hint: 'there are netns:NAME=COMPONENT (a network namespace of this machine, as ip netns knows it) and ssh:USER@HOST[:PORT][=COMPONENT]',
  })
}
