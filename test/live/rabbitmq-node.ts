import type { Sandbox } from './server.ts'
import { eventually, freePort } from './server.ts'

export interface RunningNode {
  readonly env: Readonly<Record<string, string>>
  readonly epmd: number
  readonly listeners: () => readonly string[]
  readonly letsIn: (user: string, password: string) => 'from afar' | 'from itself' | 'never'
  readonly stop: () => Promise<void>
}

const bin = '/usr/lib/rabbitmq/bin'
let started = 0

/** A node with a name, ports and a register of nodes (epmd) of its own; the register ends with the sandbox. */
export async function startNode(box: Sandbox, given: Readonly<Record<string, string>>): Promise<RunningNode> {
  const epmd = await freePort()
  const env = {
    ...given,
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `ringwall-${process.pid}-${started++}@localhost`,
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_LOGS: '-',
  }
  const set = Object.entries(env).map(([key, value]) => `${key}=${value}`)
  const control = (...words: readonly string[]): string => box.run('/usr/bin/env', [...set, `${bin}/rabbitmqctl`, '-q', ...words])
  box.start('/usr/bin/epmd', ['-port', String(epmd), '-address', '127.0.0.1'])
  const child = box.start('/usr/bin/env', [...set, `${bin}/rabbitmq-server`])
  await eventually(() => control('await_startup', '--timeout', '30'))
  return {
    env,
    epmd,
    listeners() {
      const text = box.run('/usr/bin/env', [...set, `${bin}/rabbitmq-diagnostics`, '-q', 'listeners', '--formatter', 'json'])
      const { listeners } = JSON.parse(text) as { listeners: readonly { interface: string; port: number; protocol: string }[] }
      return listeners.map(({ interface: face, port, protocol }) => {
        const kind = protocol.replace(/\/ssl$|s$/, '')
        return `${kind} ${port} ${kind === protocol ? 'none' : 'required'} ${/^(?:127\.|\[?::1)/.test(face) ? 'loopback' : 'everywhere'}`
      })
    },
    letsIn(user, password) {
      const name = `<<"${user}">>`
      const asked = `{element(1, rabbit_access_control:check_user_pass_login(${name}, <<"${password}">>)), rabbit_access_control:check_user_loopback(${name}, {192,0,2,7})}.`
      const told = control('eval', asked)
      if (!told.startsWith('{ok,')) return 'never'
      return told.trim() === '{ok,ok}' ? 'from afar' : 'from itself'
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}
