import { closeSync, openSync, readSync } from 'node:fs'
import type { Deployment } from '../model/graph.ts'
import type { Answer } from '../model/observed.ts'
import type { Technology } from '../model/technology.ts'
import { thisMachine } from '../wire/vantage.ts'

/** What the running system of this machine has in force, for a deployment that is this machine (`host:`). Nothing is sent: files of `/proc` and `/sys` are read. */
export function askHost(
  deployment: Deployment,
  technologies: readonly Technology[],
  now: string,
  file: (path: string) => string | undefined = smallFile,
): readonly Answer[] {
  return deployment.components.flatMap(({ id, technology, input }): readonly Answer[] => {
    const observations = input.form === 'machine' ? technologies.find((each) => each.id === technology)?.inForce?.(input, file) : undefined
    if (observations === undefined || observations.length === 0) return []
    const said = `${observations.length} settings of the running system were read`
    return [
      {
        probe: 'host/in-force',
        asked: { id, component: id, host: '', port: 0, protocol: 'tcp' },
        vantage: thisMachine.name,
        outcome: 'answered',
        learned: { said, observations },
        transcript: [{ direction: 'note', text: 'files below /proc and /sys', bytes: 0 }],
        at: now,
        milliseconds: 0,
      },
    ]
  })
}

const most = 64 * 1024

function smallFile(path: string): string | undefined {
  if (!/^\/(?:proc|sys)\/[\w./-]+$/.test(path) || path.includes('..')) return undefined
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    const bytes = Buffer.alloc(most)
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, most, 0))
  } catch {
    return undefined
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
