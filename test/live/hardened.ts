import { spawn, execFileSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ownFolder } from '../../src/model/own-files.ts'
import type { ComponentInput } from '../../src/model/input.ts'
import type { InsideRun } from '../../src/engine/harden/carry.ts'
import { planFor } from '../../src/cli/harden/plan.ts'
import { findDeployments, sourceOptions } from '../../src/cli/sources.ts'
import { writeCopy } from '../../src/cli/harden/write.ts'
import type { Phase } from '../../src/model/remedy.ts'
import { networking } from './networks.ts'
import type { OneNetwork } from './one-network.ts'

const nowhere = { write: (): void => undefined }

/** A deployment before it is hardened, and after each phase. */
export interface Ways {
  readonly folder: string
  readonly of: (phase: 'weak' | Phase) => Built
  /** What has to run inside of components, in order. */
  readonly runs: readonly InsideRun[]
  readonly stop: () => void
}

export interface Built {
  readonly folder: string
  readonly component: (id: string) => ComponentInput
}

/** Hardens files by some remedies alone, and writes the state after each phase (the last of its name) into a folder of its own. */
export async function ways(
  files: Readonly<Record<string, string>>,
  only: readonly string[] = ['channels'],
  options: Readonly<Record<string, string>> = {},
): Promise<Ways> {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-ways-'))
  const weak = join(folder, 'weak')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(weak, name)), { recursive: true })
    writeFileSync(join(weak, name), text)
  }
  const planned = await planFor(weak, { only, ...options }, new Date().toISOString(), { stdout: nowhere, stderr: nowhere, env: {}, cwd: folder })
  const last = new Map(planned.plan.stages.map((stage) => [stage.phase, stage]))
  for (const { phase, space } of last.values()) await writeCopy({ ...planned, end: space }, join(folder, phase), folder)
  return {
    folder,
    of(phase) {
      const at = join(folder, phase)
      const [deployment] = findDeployments(at, sourceOptions({}), folder).deployments
      return {
        folder: at,
        component(id) {
          const found = deployment?.components.find((each) => each.id === id)
          if (found === undefined) throw new Error(`${id} is not in ${phase}`)
          return found
        },
      }
    },
    runs: planned.plan.stages.flatMap(({ runs }) => Object.values(runs).flat()),
    stop: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Programs of one component, in a network of its own and with its own files where the deployment says that they lie. */
export interface Place {
  readonly run: (
    words: readonly string[],
    more?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ) => { readonly status: number; readonly output: string }
  readonly start: (words: readonly string[]) => ChildProcess
}

/** @param user number of the user that programs run as; @param hosts names that it knows, with their addresses */
export function placeOf(made: OneNetwork, name: string, built: Built, user: number, hosts: Readonly<Record<string, string>>): Place {
  const input = built.component(name)
  const table = join(dirname(built.folder), `hosts-${name}`)
  writeFileSync(
    table,
    `127.0.0.1 localhost\n${Object.entries(hosts)
      .map(([host, address]) => `${address} ${host}\n`)
      .join('')}`,
    { mode: 0o644 },
  )
  const own = join(built.folder, 'ringwall', name)
  const source = existsSync(own) ? own : ''
  // a file system of its own: what is mounted is gone with the last program
  const script = `mount --bind "$1" /etc/hosts; if [ -n "$2" ]; then mkdir -p ${ownFolder}; mount --bind "$2" ${ownFolder}; fi; shift 2; exec setpriv --reuid=${user} --regid=${user} --clear-groups -- "$@"`
  const line = (words: readonly string[]): readonly string[] => [
    'netns',
    'exec',
    made.of(name),
    'unshare',
    '--mount',
    'sh',
    '-c',
    script,
    'sh',
    table,
    source,
    ...words,
  ]
  const env = {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    LC_ALL: 'C',
    HOME: '/nonexistent',
    ...Object.fromEntries([...input.env].map(([key, { value }]) => [key, value])),
  }
  // the folder of the tests may be closed to whoever these run as
  return {
    run(words, more = {}) {
      try {
        const output = execFileSync(networking ?? '', line(words), {
          cwd: '/',
          env: { ...env, ...more.env },
          input: more.input ?? '',
          encoding: 'utf8',
          timeout: 30_000,
          stdio: ['pipe', 'pipe', 'pipe'],
        })
        return { status: 0, output }
      } catch (error) {
        const { status, stdout = '', stderr = '' } = error as { status?: number | null; stdout?: string; stderr?: string }
        return { status: status ?? -1, output: `${stdout}${stderr}` }
      }
    },
    start: (words) => spawn(networking ?? '', [...line(words)], { cwd: '/', env, stdio: 'ignore' }),
  }
}

/** Whether the health check of a component calls it well, run at a place: on the machine of somebody else nobody answers. */
export function isWell(built: Built, name: string, at: Place): boolean {
  const check = built.component(name).isolation.healthcheck
  if (check === undefined) throw new Error(`${name} has no health check`)
  return at.run(check.test.map(({ value }) => value)).status === 0
}
