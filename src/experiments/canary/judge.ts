import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { DiskBelow } from './disk.ts'
import type { FoundFile, Looked, Root } from './look.ts'
import type { Traces } from './planter.ts'
import { shown } from './shown.ts'

/** What came of writing it and looking for it. */
export interface Planting {
  /** Why it was not written. */
  readonly refused?: string
  readonly flushed?: boolean
  readonly notFlushed?: string
  readonly traces?: Traces
  readonly before?: Looked
}

export interface Outcome extends Planting {
  /** The search after the deletion. */
  readonly after: Looked | undefined
  /** Why what was written could not be removed. */
  readonly left: string | undefined
  readonly what: string
  readonly removal: string
  readonly root: Root
  readonly diskBelow: (file: string) => Promise<DiskBelow>
  /** Flushing was allowed. */
  readonly flush: boolean
  /** The run was ended meanwhile. */
  readonly ended: boolean
}

interface Judged {
  readonly observations: readonly Observation[]
  readonly unproven: readonly string[]
}

/** What was found where, and what that proves. */
export async function judge(outcome: Outcome): Promise<Learned> {
  const { refused, before, after, left, what, removal, ended } = outcome
  const leftBehind = left === undefined ? {} : { leftBehind: `${what} is still there (${left}): remove it with ${removal}` }
  const lost = left === undefined ? [] : [leftBehind.leftBehind!]
  if (before === undefined)
    return {
      said: 'nothing was found out',
      ...leftBehind,
      unproven: [...lost, `${ended ? 'the run was ended' : 'the value was not written'}: ${refused ?? 'it was ended'}`],
    }
  const parts = [await atRest(outcome, before), inLogs(outcome, before), afterwards(before, after, left)]
  const observations = parts.flatMap((part) => part.observations)
  const unproven = [...lost, ...parts.flatMap((part) => part.unproven)]
  return { said: said(before, after), observations, ...leftBehind, ...(unproven.length === 0 ? {} : { unproven }) }
}

function said(before: Looked, after: Looked | undefined): string {
  const where = before.found.length === 0 ? 'in no file that was searched' : `in ${shown(before.found)}`
  if (after === undefined) return `a value that was written stood in clear ${where}`
  return `a value that was written stood in clear ${where}; after its deletion ${after.found.length === 0 ? 'in none' : `in ${shown(after.found)}`}`
}

async function atRest({ root, diskBelow, notFlushed, flush, flushed }: Outcome, before: Looked): Promise<Judged> {
  const found = before.found.filter(({ holds }) => holds === 'data')
  const base = {
    concern: 'encryption-at-rest',
    key: 'canary',
    trail: [],
    basis: 'observed',
    expected: 'in no file in clear, or on an encrypted disk',
    fix: 'encrypt what the server stores, or the disk below it, with a key that is kept elsewhere',
    stake: 'data',
  } as const
  if (found.length > 0) {
    const disks = await Promise.all(found.map(({ file }) => diskBelow(file)))
    const isKept = disks.every((disk) => disk === 'encrypted' || disk === 'memory')
    const message = `What is written to the server stands in clear in its files, and ${diskWords(disks)}`
    return { observations: [{ ...base, verdict: isKept ? 'safe' : 'unsafe', message, actual: shown(found) }], unproven: [] }
  }
  const why = whyNot(before, flush, flushed === true, notFlushed)
  if (why !== undefined)
    return { observations: [], unproven: [`encryption at rest: the value is in no file that was searched, but ${why} (${root.because})`] }
  const message = 'What is written to the server is in none of its files in clear'
  return { observations: [{ ...base, verdict: 'safe', message, actual: 'in no file' }], unproven: [] }
}

function diskWords(disks: readonly DiskBelow[]): string {
  if (disks.every((disk) => disk === 'memory')) return 'they are in memory, on no disk'
  if (disks.includes('clear')) return 'the disk below is not encrypted'
  return disks.includes('unknown') ? 'nothing tells whether the disk below is encrypted' : 'the disk below is encrypted'
}

/** Why a value that was not found proves nothing. */
function whyNot({ gaps, proven, own }: Looked, mayFlush: boolean, flushed: boolean, notFlushed: string | undefined): string | undefined {
  if (gaps.length > 0) return gaps.join('; ')
  if (!proven) return 'nothing shows that these are the files of this server'
  if (!own) return 'the file that should hold it was not seen'
  if (flushed) return undefined
  if (!mayFlush) return 'the server may not have written it yet; --canary-flush lets it'
  return `the server was not made to write it (${notFlushed ?? 'it has no way to'})`
}

function inLogs({ traces, root }: Outcome, before: Looked): Judged {
  const found = before.found.filter(({ holds }) => holds === 'log')
  const base = {
    concern: 'data-in-logs',
    key: 'canary',
    trail: [],
    basis: 'observed',
    expected: 'in no log',
    fix: 'let the server log neither statements nor their values, or keep its logs as its data is kept',
    stake: 'data',
  } as const
  if (found.length > 0)
    return {
      observations: [{ ...base, verdict: 'unsafe', message: 'What is written to the server stands in its logs', actual: shown(found) }],
      unproven: [],
    }
  const open = [
    ...before.gaps,
    ...(traces?.open ?? []),
    ...(traces?.logsToOutput === true && !root.hasOutput ? ['it logs to its output, and nobody knows where that goes'] : []),
    ...(before.logs ? [] : ['no log file was seen']),
    ...(searchHolds(before) ? [] : ['nothing shows that the search is of this server']),
  ]
  if (open.length > 0) return { observations: [], unproven: [`logs: the value is in none that was searched, but ${open.join('; ')}`] }
  return {
    observations: [{ ...base, verdict: 'safe', message: 'What is written to the server stands in none of its logs', actual: 'in no log' }],
    unproven: [],
  }
}

/** It found the value somewhere, or what is known to be there. */
function searchHolds({ found, proven }: Looked): boolean {
  return found.length > 0 || proven
}

function afterwards(before: Looked, after: Looked | undefined, left: string | undefined): Judged {
  if (left !== undefined) return { observations: [], unproven: ['traces after deletion: it could not be deleted'] }
  if (after === undefined) return { observations: [], unproven: ['traces after deletion: the run was ended before they were looked for'] }
  const stayed = after.found.filter(({ holds }) => holds === 'data')
  const base = {
    concern: 'secret-left-behind',
    key: 'canary',
    trail: [],
    basis: 'observed',
    expected: 'in no file',
    fix: 'have the server rewrite its files and recycle its logs soon after deletion, and encrypt what it stores',
    stake: 'defence',
  } as const
  if (stayed.length > 0) {
    const message = 'What is deleted stays in the files of the server in clear'
    return { observations: [{ ...base, verdict: 'unsafe', message, actual: shown(stayed) }], unproven: [] }
  }
  if (after.gaps.length > 0) return { observations: [], unproven: [`traces after deletion: ${after.gaps.join('; ')}`] }
  // what was never seen cannot be seen to go
  if (!before.found.some(isData)) return { observations: [], unproven: [] }
  return {
    observations: [{ ...base, verdict: 'safe', message: 'What is deleted is gone from the files of the server', actual: 'in no file' }],
    unproven: [],
  }
}

function isData({ holds }: FoundFile): boolean {
  return holds === 'data'
}
