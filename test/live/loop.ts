import type { ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Phase } from '../../src/model/remedy.ts'
import type { Place, Ways } from './hardened.ts'
import { placeOf, ways } from './hardened.ts'
import { oneNetwork } from './one-network.ts'
import { eventually } from './server.ts'

/** One server and its client `app` in a network of their own: before they are hardened, and after each phase. */
export interface Loop {
  readonly all: Ways
  /** The server's own folder, which lasts from phase to phase. */
  readonly data: string
  /** Where programs of one of the two run; they know the server by its name, and as `cousin`. */
  readonly place: (of: string, phase: 'weak' | Phase, user: number) => Place
  /** Ends the server that runs, and starts the next one. */
  readonly next: (start: () => ChildProcess) => Promise<void>
  readonly stop: () => Promise<void>
}

/** @param files of the deployment, given the server's folder; @param owner number of the user whose folder that is; @param only remedies */
export async function loop(
  server: string,
  files: (data: string) => Readonly<Record<string, string>>,
  owner = 0,
  only: readonly string[] = ['channels'],
): Promise<Loop> {
  const net = oneNetwork(server, 'app')
  const data = mkdtempSync(join(tmpdir(), `ringwall-${server}-`))
  chownSync(data, owner, owner)
  let running: ChildProcess | undefined
  async function ended(): Promise<void> {
    const child = running
    running = undefined
    if (child === undefined || child.exitCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  const all = await ways(files(data), only).catch((error: unknown) => {
    net.stop()
    rmSync(data, { recursive: true, force: true })
    throw error
  })
  return {
    all,
    data,
    place: (of, phase, user) => placeOf(net, of, all.of(phase), user, { [server]: net.addressOf(server), cousin: net.addressOf(server) }),
    async next(start) {
      await ended()
      running = start()
    },
    async stop() {
      await ended()
      net.stop()
      all.stop()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Waits until a client is served. */
export async function served(ask: () => ReturnType<Place['run']>): Promise<void> {
  await eventually(() => {
    const said = ask()
    if (said.status !== 0) throw new Error(said.output)
  })
}
