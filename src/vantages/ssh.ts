import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { RingwallError } from '../model/error.ts'
import type { DialOptions } from '../wire/dial.ts'
import { systemFault, WireError } from '../wire/fault.ts'
import type { Vantage } from '../wire/vantage.ts'
import type { Machine } from './machine.ts'
import { openFault, tellLine } from './ssh-words.ts'
import { sshMachine } from './ssh-machine.ts'

export interface SshPlace {
  readonly user: string
  readonly host: string
  readonly port: number
}

/** `USER@HOST` or `USER@HOST:PORT`. */
export function readSshPlace(text: string): SshPlace {
  const [, user = '', host = '', port = '22'] = /^([a-z_][\w.-]*)@(\[[\da-f:.]+\]|[a-z\d][a-z\d.-]*)(?::(\d{1,5}))?$/i.exec(text) ?? []
  if (user === '' || Number(port) < 1 || Number(port) > 65_535)
    throw new RingwallError('usage', `"${text}" is not USER@HOST[:PORT]`, { hint: 'as in --vantage ssh:audit@web1.example' })
  return { user, host: host.replaceAll(/[[\]]/g, ''), port: Number(port) }
}

/** A host that opens connections for us, and whose files can be read. */
export interface SshVantage extends Vantage {
  /** Read through its SFTP server; the packet filter alone takes a program of the host. Nothing is written there. */
  readonly machine: Machine
}

/**
 * A host, over the system's own OpenSSH client and its configuration: keys and known hosts are the user's. Its host key must be known, nobody is
 * asked for anything, no agent is passed on; the host opens connections for us (`direct-tcpip`). One connection to it is shared.
 */
export function sshVantage(place: SshPlace, options: { readonly configuration?: string } = {}): SshVantage {
  const name = `${place.user}@${place.host}`
  let shared: Shared | undefined
  let isClosed = false
  const there = (): Shared => {
    if (isClosed) throw new WireError('client', `${name} was let go`)
    return (shared ??= new Shared(place, name, options.configuration))
  }
  const machine = sshMachine(name, async (...words) => there().session(...words))
  return {
    name,
    machine,
    dial: async (host, port, given) => there().dial(host, port, given),
    async close() {
      isClosed = true
      machine.close()
      await shared?.end()
    },
  }
}

/** ssh_config(5): nothing that the user's configuration says may ask, forward, run or write anything. */
const careful: readonly string[] = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'UpdateHostKeys=no',
  'ForwardAgent=no',
  'ForwardX11=no',
  'PermitLocalCommand=no',
  'ControlPersist=no',
  'ConnectTimeout=10',
].flatMap((option) => ['-o', option])

/** Without the shared connection there is none: every other one would be a log-in more. */
const onlyShared: readonly string[] = ['-o', 'ControlMaster=no', '-o', 'ProxyCommand=false']

const slowestStart = 20_000

class Shared {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ringwall-ssh-'))
  readonly #words: readonly string[]
  readonly #end: readonly string[]
  readonly #master: ChildProcess
  readonly #ready: Promise<void>
  readonly #addresses = new Map<string, string>()
  readonly #failures = new Map<string, string>()
  #asked: string | undefined

  constructor({ user, host, port }: SshPlace, name: string, configuration: string | undefined) {
    this.#words = [...(configuration === undefined ? [] : ['-F', configuration]), '-S', join(this.#folder, 'c'), ...careful, '-a', '-x', '-T']
    this.#end = ['-p', String(port), '-l', user, '--', host]
    const master = spawn('ssh', [...this.#words, '-M', '-N', '-v', '-o', 'ClearAllForwardings=yes', ...this.#end], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#master = master
    this.#ready = new Promise((resolve, reject) => {
      let why = 'the connection to it ended'
      const late = setTimeout(() => reject(new WireError('client', `${name}: no connection within ${slowestStart} ms`)), slowestStart)
      const failed = (text: string): void => {
        clearTimeout(late)
        reject(new WireError('client', `${name}: ${text}`))
      }
      eachLine(master, (line) => {
        const told = tellLine(line)
        if (told?.what === 'no') ({ why } = told)
        if (told?.what === 'asked') this.#asked = told.address
        if (told?.what === 'channel' && this.#asked !== undefined) this.#addresses.set(told.channel, this.#asked)
        if (told?.what === 'failed') this.#failures.set(this.#addresses.get(told.channel) ?? '', told.why)
        if (told?.what !== 'ready') return
        clearTimeout(late)
        resolve()
      })
      master.once('error', () => failed('there is no OpenSSH client (ssh) on this machine'))
      master.once('close', () => failed(why))
    })
    this.#ready.catch(() => {})
  }

  async dial(host: string, port: number, { signal, timeout }: DialOptions): Promise<Duplex> {
    await this.#ready
    const address = `${host}:${port}`
    if (!/^[\w:][\w.:-]*$/.test(host)) throw new WireError('name', 'no name that can be looked up')
    const to = isIPv6(host) ? `[${host}]:${port}` : address
    const child = spawn('ssh', [...this.#words, ...onlyShared, '-v', '-W', to, ...this.#end], { stdio: ['pipe', 'pipe', 'pipe'] })
    return new Promise((resolve, reject) => {
      let isOpen = false
      const settle = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', cancel)
      }
      const failed = (error: WireError): void => {
        settle()
        child.kill('SIGTERM')
        reject(error)
      }
      const cancel = (): void => failed(new WireError('cancelled', 'cancelled while connecting'))
      const timer = setTimeout(() => failed(new WireError('timeout', `no connection within ${timeout} ms`)), timeout)
      if (signal.aborted) cancel()
      signal.addEventListener('abort', cancel, { once: true })
      eachLine(child, (line) => {
        // mux.c: said when the other end has opened the connection
        if (isOpen || !/^debug1: mux_client_request_stdio_fwd: .*session id/.test(line)) return
        isOpen = true
        settle()
        resolve(streamOf(child))
      })
      child.once('error', (error) => failed(systemFault(error)))
      child.stdin.on('error', () => {})
      child.once('close', () => {
        // what the shared connection says of it may come a moment later
        if (!isOpen) setTimeout(() => failed(openFault(this.#failure(address))), 50)
      })
    })
  }

  /** A subsystem (`-s`) or a program of the host, with its standard input and output. */
  async session(kind: 'subsystem' | 'program', word: string): Promise<ChildProcess> {
    await this.#ready
    const words = [...this.#words, ...onlyShared, ...(kind === 'subsystem' ? ['-s'] : []), ...this.#end, word]
    return spawn('ssh', words, { stdio: ['pipe', 'pipe', 'ignore'] })
  }

  #failure(address: string): string | undefined {
    const why = this.#failures.get(address)
    this.#failures.delete(address)
    return why
  }

  async end(): Promise<void> {
    if (this.#master.exitCode === null && this.#master.signalCode === null) {
      const gone = new Promise((resolve) => this.#master.once('close', resolve))
      this.#master.kill('SIGTERM')
      await gone
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function streamOf(child: ChildProcess): Duplex {
  const stream = Duplex.from({ readable: child.stdout!, writable: child.stdin! })
  // whoever talks over it listens for errors; between now and then none may end the process
  stream.on('error', () => {})
  stream.once('close', () => child.kill('SIGTERM'))
  return stream
}

/** Lines of a child's messages; what is longer than any of them is cut. */
function eachLine(child: ChildProcess, hear: (line: string) => void): void {
  let rest = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = (lines.pop() ?? '').slice(0, 4096)
    for (const line of lines) hear(line.replace(/\r$/, ''))
  })
}
