import type { Component } from '../../model/graph.ts'
import { effective, readConfiguration } from './configuration.ts'

/** Those that sshd offers where nothing is said (sshd_config(5), HostKey); DSA is offered by none any more. */
const usual = ['ed25519', 'ecdsa', 'rsa'].map((kind) => `/etc/ssh/ssh_host_${kind}_key`)

/** Public host keys of a machine whose files are here, as type and key. */
export function hostKeysOf(machine: Component | undefined): readonly (readonly [type: string, key: string])[] {
  if (machine === undefined) return []
  const written = (effective(readConfiguration(machine.input, [])).get('hostkey') ?? []).flatMap(({ args }) => args[0] ?? [])
  return (written.length > 0 ? written : usual).flatMap((path) => {
    const opened = machine.input.open(`${path}.pub`)
    const found = opened.state === 'text' ? /^((?:ssh|ecdsa)-[\w-]+)[ \t]+([A-Za-z\d+/]+={0,2})(?:[ \t]|$)/m.exec(opened.text) : null
    return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const]
  })
}
