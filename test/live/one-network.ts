import { execFileSync } from 'node:child_process'
import { networking } from './networks.ts'

/** Network namespaces on one bridge, as the containers of one network. */
export interface OneNetwork {
  /** As `ip netns` knows it. */
  readonly of: (name: string) => string
  readonly addressOf: (name: string) => string
  readonly stop: () => void
}

let made = 0

/** `10.78.0.x`, in the order of the names. Takes root and iproute2. */
export function oneNetwork(...names: readonly string[]): OneNetwork {
  const tag = `rh${process.pid.toString(36)}${(made++).toString(36)}`
  const of = (name: string): string => `${tag}-${name}`
  const addressOf = (name: string): string => `10.78.0.${names.indexOf(name) + 2}`
  const call = (...args: readonly string[]): void =>
    void execFileSync(networking ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 20_000 })
  const all = ['bridge', ...names]
  for (const name of all) {
    call('netns', 'add', of(name))
    call('-n', of(name), 'link', 'set', 'lo', 'up')
  }
  call('-n', of('bridge'), 'link', 'add', 'br0', 'type', 'bridge')
  call('-n', of('bridge'), 'link', 'set', 'br0', 'up')
  for (const [index, name] of names.entries()) {
    call('-n', of(name), 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', `v${index}`, 'netns', of('bridge'))
    call('-n', of(name), 'addr', 'add', `${addressOf(name)}/24`, 'dev', 'eth0')
    call('-n', of(name), 'link', 'set', 'eth0', 'up')
    call('-n', of('bridge'), 'link', 'set', `v${index}`, 'master', 'br0', 'up')
  }
  return {
    of,
    addressOf,
    stop() {
      for (const name of all) call('netns', 'del', of(name))
    },
  }
}
