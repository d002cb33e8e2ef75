import type { Learned } from '../../model/observed.ts'
import type { Asking, Probe, Target } from '../../probes/probe.ts'
import { attempt } from '../../wire/fault.ts'
import { cleanUp } from './clean-up.ts'
import type { DiskBelow } from './disk.ts'
import type { Planting } from './judge.ts'
import { judge } from './judge.ts'
import type { Looked, Root } from './look.ts'
import { look } from './look.ts'
import type { Marked, Planted, Planter } from './planter.ts'

/** What the experiment may do, and by which means. */
export interface CanaryMeans {
  /** How this machine sees the files of the server, or a clause why it does not. */
  readonly root: (target: Target) => Promise<Root | string>
  readonly diskBelow: (file: string) => Promise<DiskBelow>
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** The user lets us make the server write to its files now. */
  readonly flush: boolean
  /** Milliseconds that the server has for what it does by itself, after writing and after deleting. */
  readonly wait: number
  /** Bytes that one search reads at most. */
  readonly bytes: number
}

/** Longest that the whole may take: the clean-up is part of it. */
const canaryPatience = 900_000
/** Seconds after which a server that can do so removes the value by itself. */
const keptFor = 1800
/** File systems and clocks round. */
const slack = 5000

/**
 * An experiment: a marked random value is written, looked for in the files of the server, deleted, and looked for again. It changes state, so
 * that it is asked only of components that the call names. Whatever happens after the first change, it is taken back, and that is read back.
 */
export function canary(planter: Planter, means: CanaryMeans): Probe {
  const flush = means.flush ? '; the server is made to write to its files' : ''
  return {
    id: `${planter.protocol}/canary`,
    asks: `CHANGES STATE: ${planter.does}${flush}; looks for the value in the server's files before and after deletion`,
    connections: 4,
    patience: canaryPatience,
    ask: (target, asking) => experiment(planter, means, target, asking),
  }
}

async function experiment(planter: Planter, means: CanaryMeans, target: Target, asking: Asking): Promise<Learned> {
  const root = await means.root(target)
  if (typeof root === 'string') return untouched(root)
  const marked: Marked = { value: `rwc${asking.random(8)}`, name: `ringwall_canary_${asking.random(6)}`, keptFor }
  // the end of the run does not end what cleans up
  const lasting: Asking = { ...asking, signal: new AbortController().signal }
  const since = asking.now() - slack
  const planted = await planter.open(target, lasting, marked)
  if (typeof planted === 'string') return untouched(planted)
  const { what } = planted
  let got: Planting = {}
  let left: string | undefined
  try {
    got = await plant(planted, root, marked, since, means, asking)
  } finally {
    left = await cleanUp(planted, () => planter.open(target, lasting, marked))
  }
  asking.transcript.push({ direction: 'note', text: left === undefined ? 'deleted, and read back: it is gone' : 'the deletion failed', bytes: 0 })
  let after: Looked | undefined
  if (got.traces !== undefined && got.before !== undefined && left === undefined && !asking.signal.aborted) {
    await means.sleep(means.wait, asking.signal)
    after = await look(root, got.traces, marked.value, { signal: asking.signal, since, bytes: means.bytes })
    noteOf(asking, 'after deletion', after)
  }
  return judge({
    ...got,
    after,
    left,
    what,
    removal: planted.removal,
    root,
    diskBelow: means.diskBelow,
    flush: means.flush,
    ended: asking.signal.aborted,
  })
}

async function plant(planted: Planted, root: Root, marked: Marked, since: number, means: CanaryMeans, asking: Asking): Promise<Planting> {
  const { signal } = asking
  if (signal.aborted) return { refused: 'the run was ended before it was written' }
  const got = await attempt(async (): Promise<Planting> => {
    const refused = await planted.write()
    if (refused !== undefined) return { refused }
    const traces = await planted.traces(root.stores)
    const notFlushed = means.flush ? await planted.flush() : undefined
    const flushed = means.flush && notFlushed === undefined
    return { traces, flushed, ...(notFlushed === undefined ? {} : { notFlushed }) }
  })
  if (!got.ok) return { refused: got.fault.detail }
  if (got.value.traces === undefined) return got.value
  await means.sleep(means.wait, signal)
  const before = await look(root, got.value.traces, marked.value, { signal, since, bytes: means.bytes })
  noteOf(asking, 'while it was there', before)
  return { ...got.value, before }
}

function noteOf({ transcript }: Asking, when: string, { found, clean, bytes }: Looked): void {
  transcript.push({ direction: 'note', text: `${when}: found in ${found.length} files, not in ${clean.length} that changed too`, bytes })
}

function untouched(why: string): Learned {
  return { said: 'nothing was written', unproven: [`nothing was written: ${why}`] }
}
