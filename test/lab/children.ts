import { readdirSync, readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** What every program that this process starts is handed, and what the process list shows meanwhile. */
export interface Watch {
  /** Command lines and environments, one text for each program that was started. */
  readonly started: readonly string[]
  /** Command lines of all processes of the machine, those in containers among them, and environments of this process's children. */
  readonly listed: ReadonlySet<string>
  readonly stop: () => void
}

const ways = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const

/** In the module itself: whoever starts a program here is seen, whatever it imported. The list is looked at from time to time. */
export function watchChildren(): Watch {
  const started: string[] = []
  const listed = new Set<string>()
  const own = process.getBuiltinModule('node:child_process') as unknown as Record<(typeof ways)[number], (...args: readonly unknown[]) => unknown>
  const before = ways.map((name) => [name, own[name]] as const)
  for (const [name, work] of before) {
    own[name] = (...args) => {
      const options = args.find((each) => typeof each === 'object' && each !== null && !Array.isArray(each)) as { env?: object } | undefined
      started.push(JSON.stringify([name, ...args.filter((each) => typeof each === 'string' || Array.isArray(each)), options?.env ?? process.env]))
      return work(...args)
    }
  }
  syncBuiltinESMExports()
  const timer = setInterval(() => look(listed), 250)
  return {
    started,
    listed,
    stop() {
      clearInterval(timer)
      for (const [name, work] of before) own[name] = work
      syncBuiltinESMExports()
    },
  }
}

function look(listed: Set<string>): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    listed.add(read(`/proc/${pid}/cmdline`))
    const parent = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1]
    if (parent === String(process.pid)) listed.add(read(`/proc/${pid}/environ`))
  }
}

/** A process may be gone meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** What stands in the files now and did not before: random values, and lines of private keys. */
export function madeSecrets(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const old = [...before.values()].join('\n')
  const found = [...after.values()].flatMap((text) => [
    ...[...text.matchAll(/\b[0-9a-f]{48}\b/g)].map(([value]) => value),
    ...[...text.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----\s+(\S{40,})/g)].map(([, line]) => line!),
  ])
  return [...new Set(found)].filter((value) => !old.includes(value))
}
