import { execFileSync } from 'node:child_process'
import { program } from './server.ts'

const ip = program('/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip')
const nft = program('/usr/sbin/nft')

/** What networks of our own take: root, iproute2 and nftables. */
export const networking: string | undefined = process.getuid?.() === 0 && ip !== undefined && nft !== undefined ? ip : undefined

let made = 0

export interface Networks {
  /** Network namespaces by the name that they were asked for, as `ip netns` knows them. */
  readonly of: (name: string) => string
  /** Runs a program inside one of them. */
  readonly run: (name: string, file: string, args: readonly string[], input?: string) => string
  /** Ids of the processes in one of them. */
  readonly processes: (name: string) => readonly string[]
  readonly stop: () => void
}

/** Namespaces that all hang on one router: `10.77.x.2` in the order of their names, the router between them; its forwarding can be filtered. */
export function networks(...names: readonly string[]): Networks {
  const tag = `rw${process.pid.toString(36)}${(made++).toString(36)}`
  const of = (name: string): string => `${tag}-${name}`
  const call = (args: readonly string[]): string =>
    execFileSync(ip ?? 'ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 })
  const all = ['router', ...names]
  for (const name of all) {
    call(['netns', 'add', of(name)])
    call(['-n', of(name), 'link', 'set', 'lo', 'up'])
  }
  for (const [index, name] of names.entries()) {
    const port = `v${index}`
    call(['-n', of(name), 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', port, 'netns', of('router')])
    call(['-n', of(name), 'addr', 'add', `10.77.${index}.2/24`, 'dev', 'eth0'])
    call(['-n', of('router'), 'addr', 'add', `10.77.${index}.1/24`, 'dev', port])
    call(['-n', of(name), 'link', 'set', 'eth0', 'up'])
    call(['-n', of('router'), 'link', 'set', port, 'up'])
    call(['-n', of(name), 'route', 'add', 'default', 'via', `10.77.${index}.1`])
  }
  call(['netns', 'exec', of('router'), 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  return {
    of,
    run: (name, file, args, input = '') =>
      execFileSync(ip ?? 'ip', ['netns', 'exec', of(name), file, ...args], {
        encoding: 'utf8',
        input,
        stdio: ['pipe', 'pipe', 'pipe'],
        timeout: 20_000,
      }),
    processes: (name) =>
      call(['netns', 'pids', of(name)])
        .split('\n')
        .filter(Boolean),
    stop() {
      for (const name of all) call(['netns', 'del', of(name)])
    },
  }
}
