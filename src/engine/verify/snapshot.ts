import { WireError } from '../../wire/fault.ts'
import type { Got, MachineReader, RunningMachine } from '../../model/running.ts'

export interface Settled<T> {
  readonly value: T
  /** What may not be read, with the reason. */
  readonly denied: readonly { readonly path: string; readonly why: string }[]
  /** How many files, folders and rules were read. */
  readonly read: number
  /** Not all that was asked for was read: there was too much of it. */
  readonly isCut: boolean
}

/** Paths that are ever read as text: the running system's own, the lists of accounts. */
const readable = /^\/(?:proc|sys)\/[\w./:@+-]+$|^\/etc\/(?:passwd|group)$/
/** Values of environments stand there: no judge gets them. */
const never = /^\/proc\/[^/]+\/(?:environ|cmdline|mem|maps|fd\/.*)$/

/** Rounds in which a judge may ask for more, and files in all. */
const limits = { rounds: 24, files: 20_000, atOnce: 24 }

/**
 * Lets a pure judge ask an asynchronous machine: it judges what is known so far, what it asked for in vain is read, and it judges again until it
 * asks for nothing new. Every path is read once. Rejects where the machine is not reached.
 */
export async function settle<T>(machine: MachineReader, judge: (running: RunningMachine) => T, signal?: AbortSignal): Promise<Settled<T>> {
  const known = new Map<string, Got<unknown>>()
  for (let round = 0; ; round++) {
    const open = new Map<string, () => Promise<Got<unknown>>>()
    const get = <V>(kind: string, path: string, read: () => Promise<Got<V>>): V | undefined => {
      const id = `${kind} ${path}`
      const found = known.get(id)
      if (found === undefined) open.set(id, read)
      return found?.state === 'got' ? (found.value as V) : undefined
    }
    const value = judge({
      text: (path) => (readable.test(path) && !path.includes('..') && !never.test(path) ? get('text', path, () => machine.text(path)) : undefined),
      names: (path) => (isClean(path) ? get('names', path, () => machine.names(path)) : undefined),
      status: (path) => (isClean(path) ? get('status', path, () => machine.status(path)) : undefined),
      filter: (tool) => get('filter', tool, () => machine.filter(tool)),
    })
    const isCut = open.size > 0 && (round >= limits.rounds || known.size + open.size > limits.files)
    if (open.size === 0 || isCut) return { value, denied: deniedOf(known), read: known.size, isCut }
    const waiting = [...open]
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (signal?.aborted === true) throw new WireError('cancelled', 'the run ended while the machine was read')
        known.set(next[0], await next[1]())
      }
    }
    await Promise.all(Array.from({ length: Math.min(limits.atOnce, waiting.length) }, worker))
  }
}

/** An absolute path without a control character. */
function isClean(path: string): boolean {
  return path.startsWith('/') && path.length < 4096 && !/\p{Cc}|\/\.\.(?:\/|$)/u.test(path)
}

function deniedOf(known: ReadonlyMap<string, Got<unknown>>): Settled<unknown>['denied'] {
  return [...known].flatMap(([id, found]) => (found.state === 'denied' ? [{ path: id.slice(id.indexOf(' ') + 1), why: found.why }] : []))
}
