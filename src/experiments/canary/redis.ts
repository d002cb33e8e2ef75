import { setTimeout as pause } from 'node:timers/promises'
import type { Asking, Target } from '../../probes/probe.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { WireError } from '../../wire/fault.ts'
import type { RespValue } from '../../wire/resp.ts'
import { askResp } from '../../wire/resp.ts'
import type { Marked, Planted, Planter, Trace, Traces } from './planter.ts'
import { lasting, openSafely } from './session.ts'

/** A key with an expiry, and its value. */
export const redisPlanter: Planter = {
  protocol: 'redis',
  does: 'sets one key of a random name with an expiry, and deletes it (SET NX EX, DEL)',
  async open(target, asking, marked) {
    const opened = await openSafely(target, asking)
    if (typeof opened === 'string') return opened
    const { talk } = opened
    try {
      const refused = await enter(talk, target)
      if (refused === undefined) return planted(talk, asking, marked)
      talk.end()
      return refused
    } catch (error) {
      talk.end()
      throw error
    }
  },
}

async function enter(talk: Conversation, { login }: Target): Promise<string | undefined> {
  if (login !== undefined) {
    const words = login.user === '' ? ['AUTH', login.password] : ['AUTH', login.user, login.password]
    const answer = await askResp(talk, words, 'AUTH as the account of --login')
    return answer.kind === 'state' ? undefined : 'the account of --login is refused'
  }
  const answer = await askResp(talk, ['PING'], 'PING')
  return answer.kind === 'state' ? undefined : 'a log-in is asked for: name an account with --login'
}

function planted(talk: Conversation, { timeout }: Asking, { name, value, keptFor }: Marked): Planted {
  const ask = (words: readonly string[], shown: string): Promise<RespValue> => lasting(talk, timeout, () => askResp(talk, words, shown))
  return {
    what: `key ${name}`,
    removal: `DEL ${name} (it expires within ${keptFor / 60} minutes)`,
    async write() {
      const answer = await ask(['SET', name, value, 'NX', 'EX', String(keptFor)], 'SET of the key')
      return answer.kind === 'state' ? undefined : `the server does not let this account write (${errorWord(answer)})`
    },
    async traces() {
      const settings = new Map<string, string>()
      for (const key of ['dir', 'dbfilename', 'appendonly', 'appenddirname', 'appendfilename', 'logfile']) {
        const answer = await ask(['CONFIG', 'GET', key], `CONFIG GET ${key}`)
        const [, got] = answer.kind === 'list' ? answer.items : []
        if (got?.kind === 'text') settings.set(key, got.text)
      }
      return tracesOf(settings)
    },
    async flush() {
      const answer = await ask(['BGSAVE'], 'BGSAVE')
      if (answer.kind === 'error') return `BGSAVE is refused (${errorWord(answer)})`
      for (let turn = 0; turn < mostTurns; turn++) {
        const info = await ask(['INFO', 'persistence'], 'INFO persistence')
        if (info.kind === 'error') return 'INFO is refused, so that nobody knows when BGSAVE has ended'
        if (info.kind === 'text' && /^rdb_bgsave_in_progress:0/m.test(info.text)) return undefined
        await pause(saveTurn)
      }
      return 'BGSAVE takes too long'
    },
    async remove() {
      const answer = await ask(['DEL', name], 'DEL of the key')
      if (answer.kind !== 'number') throw new WireError('garbage', `the deletion is refused (${errorWord(answer)})`)
    },
    async isGone() {
      const answer = await ask(['EXISTS', name], 'EXISTS of the key')
      return answer.kind === 'number' && answer.number === 0
    },
    end: () => talk.end(),
  }
}

const mostTurns = 100
const saveTurn = 100

function errorWord(answer: RespValue): string {
  return answer.kind === 'error' ? (/^[A-Z]{2,20}(?= |$)/.exec(answer.text)?.[0] ?? 'an error') : answer.kind
}

/** Where the server keeps what it writes, by its own settings (redis.conf of 7.0). */
function tracesOf(settings: ReadonlyMap<string, string>): Traces {
  const dir = settings.get('dir')
  const logfile = settings.get('logfile')
  const at = (path: string): string => (path.startsWith('/') ? path : `${dir ?? ''}/${path}`)
  const data = dir === undefined ? [] : ['dbfilename', 'appenddirname', 'appendfilename'].flatMap((key) => settings.get(key) ?? [])
  const traces: Trace[] = data.filter((name) => name !== '').map((name) => ({ path: at(name), holds: 'data' }))
  const open = logfile === undefined ? ['the account may not read where the server logs'] : []
  const log: readonly Trace[] = logfile === undefined || logfile === '' ? [] : [{ path: at(logfile), holds: 'log' }]
  return { traces: [...traces, ...log], proof: [], logsToOutput: logfile === '', open }
}
