import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { RingwallError } from '../../model/error.ts'

/** Somebody without rights, as whom an engine works that root starts: it begins as root, for low ports and keys, and gives that up. */
export interface EngineAccount {
  readonly user: string
  readonly group: string
  readonly uid: number
  readonly gid: number
}

/** As whom their packages have them work (Debian, RPM), and who is on every machine. */
const usual = { nginx: ['www-data', 'nginx', 'nobody'], haproxy: ['haproxy', 'nobody'] } as const

/** For whom the engine gives up the rights of root; `undefined` where there are none to give up. `named` is an account that takes the place of the usual ones. */
export function engineAccount(engine: keyof typeof usual, named: string | undefined): EngineAccount | undefined {
  if (process.getuid?.() !== 0) {
    if (named === undefined) return undefined
    throw new RingwallError('usage', '--account: only root can start an engine as somebody else', { hint: 'without it, it works as whoever calls' })
  }
  const names = named === undefined ? usual[engine] : [named]
  const found = names.map(accountOf).find((one) => one !== undefined)
  if (found === undefined)
    throw new RingwallError('usage', `there is no account ${names.join(' or ')} for ${engine} to work as`, { hint: '--account names another one' })
  if (found.uid === 0) throw new RingwallError('usage', `${found.user} has the rights of root`, { hint: 'name an account without rights' })
  return found
}

/** As the system knows it, wherever its accounts stand (id(1)). */
function accountOf(name: string): EngineAccount | undefined {
  const told = (what: string): string => spawnSync('id', [what, '--', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout?.trim()
  const [user, group] = [told('-un'), told('-gn')]
  if (![user, group].every((word) => /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/.test(word))) return undefined
  return { user, group, uid: Number(told('-u')), gid: Number(told('-g')) }
}

/** Lets the account through the guard's folder, to what it may open there; nothing in it can be listed. Throws where it does not get that far. */
export function letThrough(folder: string, { user, uid, gid }: EngineAccount): void {
  chownSync(folder, 0, gid)
  chmodSync(folder, 0o710)
  const closed = waysTo(realpathSync(folder)).find((path) => {
    const { mode, uid: owner, gid: group } = statSync(path)
    return (mode & (owner === uid ? 0o100 : group === gid ? 0o010 : 0o001)) === 0
  })
  if (closed !== undefined)
    throw new RingwallError('usage', `${user}, as whom the engine works, cannot pass ${closed}, and so reaches no socket in ${folder}`, {
      hint: 'put `folder` where others can pass (/run/ringwall-guard), or start all of it as somebody without rights',
    })
}

function waysTo(path: string): readonly string[] {
  const above = dirname(path)
  return above === path ? [path] : [...waysTo(above), path]
}
