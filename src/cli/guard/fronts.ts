import type { ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import type { EmbeddedPlane } from '../../guard/embedded/plane.ts'
import { embeddedPlane } from '../../guard/embedded/plane.ts'
import { prepared } from '../../guard/embedded/works.ts'
import { RingwallError } from '../../model/error.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { secretFrom } from '../secret-source.ts'
import type { EngineAccount } from './engine-account.ts'
import { letThrough } from './engine-account.ts'
import type { EngineName } from './engines.ts'
import { checked, engines, fingerprintsOf, run } from './engines.ts'
import type { Services } from './services.ts'

/** What carries requests to the services and to the programs. */
export interface Front {
  /** The group that may open the guard's sockets, where it is not the guard's own. */
  readonly group?: number
  /** Finds that what a document says can be worked by, or throws, and nothing has changed; what it gives then puts it in force. */
  readonly take: (document: GuardDocument) => (guard: Services) => Promise<void>
  /** The services are about to be exchanged. */
  readonly hold: () => void
  /** Done when it has ended by itself, with why. */
  readonly gone: Promise<string>
  readonly end: () => Promise<void>
}

/** Milliseconds that an engine has for the requests under way when it is to end. */
const patience = 10_000

/** An engine as a process of its own, in the folder of the guard; as the account, or as whoever calls. */
export function engineFront(name: EngineName, file: string, program: string, account: EngineAccount | undefined, io: Io): Front {
  let engine: ChildProcess | undefined
  let ended: (why: string) => void = () => {}
  return {
    ...(account === undefined ? {} : { group: account.gid }),
    take(document) {
      const folder = resolve(io.cwd, document.settings.folder)
      mkdirSync(folder, { recursive: true, mode: 0o750 })
      if (account !== undefined) letThrough(folder, account)
      const put = checked(name, document, folder, program, secretsOf(file, io), account)
      return async () => {
        put()
        if (engine !== undefined) return void engine.kill(engines[name].reload)
        engine = run(name, folder, program, account)
        engine.once('error', (error) => ended(error.message))
        engine.once('exit', (code, signal) => ended(signal ?? `exit ${code}`))
      }
    },
    // it refuses by itself while nobody answers
    hold: () => {},
    gone: new Promise((done) => {
      ended = (why) => done(`${name} ended: ${why}`)
    }),
    async end() {
      engine?.kill(engines[name].end)
      // an engine that has just read its files again may miss that, and one connection can last
      setTimeout(() => engine?.kill('SIGTERM'), patience).unref()
    },
  }
}

/** The guard itself, in this process. */
export function embeddedFront(file: string, io: Io): Front {
  let plane: EmbeddedPlane | undefined
  const trouble = (what: string): void => void io.stderr.write(`ringwall guard: ${what}\n`)
  return {
    take(document) {
      const folder = resolve(io.cwd, document.settings.folder)
      const whole = { ...document, settings: { ...document.settings, folder } }
      const read = (named: string): string => boundedText(resolve(io.cwd, named), named)
      const ready = readable(file, () => prepared(whole, { read, secret: secretsOf(file, io), rendered: fingerprintsOf(document).expected }))
      return async ({ ask, answered }) => {
        if (plane === undefined) plane = await listening(embeddedPlane(whole, ready(ask, answered), trouble))
        else plane.use(ready(ask, answered))
      }
    },
    hold: () => plane?.hold(),
    gone: new Promise(() => {}),
    end: async () => plane?.close(),
  }
}

function secretsOf(file: string, io: Io): (source: string) => string {
  return (source) => secretFrom(source, `${file}: ${source}`, io)
}

function readable<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RingwallError) throw error
    throw new RingwallError('unreadable', `${file}: ${error instanceof Error ? error.message : 'unknown'}`, {
      cause: error,
      hint: 'a certificate in PEM with those that signed it, and its key',
    })
  }
}

async function listening(plane: Promise<EmbeddedPlane>): Promise<EmbeddedPlane> {
  try {
    return await plane
  } catch (error) {
    throw new RingwallError('unreadable', `the guard cannot listen: ${error instanceof Error ? error.message : 'unknown'}`, {
      cause: error,
      hint: 'another program has the port, or it is below 1024: that takes CAP_NET_BIND_SERVICE',
    })
  }
}
