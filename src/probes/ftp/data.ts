import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { attempt } from '../../wire/fault.ts'
import type { Reply } from '../../wire/replies.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import type { Say } from './session.ts'
import { enterAnonymously, keyOf, session } from './session.ts'

/** Codes with which a server says that data needs protection (RFC 4217, section 9; vsftpd 3.0.3 and ProFTPD 1.3.8 say so of PROT or of LIST). */
const refusals: ReadonlySet<number> = new Set([521, 522, 534, 536, 550])

/** Data connections: whether they may go in clear beside a protected session, and to whom the server sends them. As far as no account is needed. */
export const data: Probe = {
  id: 'ftp/data',
  asks: 'whether data may go in clear (PROT C), whose address PASV names, and whether the server would connect to somebody else (PORT, nothing is sent)',
  connections: 3,
  async ask(target, asking) {
    const overTls = asking.transport.tls === 'upgrade' || asking.transport.tls === 'direct'
    const protection = overTls ? await attempt(() => session(asking, ({ say }) => inClear(say, target, asking), 'tls')) : undefined
    const bounce = await attempt(() => session(asking, ({ say }) => elsewhere(say, target)))
    const found = [protection, bounce].flatMap((each) =>
      each === undefined ? [] : each.ok ? [each.value] : [{ said: each.fault.detail, unproven: [each.fault.detail] }],
    )
    return {
      said: found.map(({ said }) => said).join('; '),
      observations: found.flatMap(({ observations = [] }: Learned) => observations),
      unproven: found.flatMap(({ unproven = [] }: Learned) => unproven),
    }
  },
}

async function inClear(say: Say, target: Target, asking: Asking): Promise<Learned> {
  const early = await protect(say)
  if (early === 534 || early === 536) return { said: `PROT C is answered with ${early}`, observations: [clearData(target, 'safe', early)] }
  const { entered } = await enterAnonymously(say)
  if (!entered) return { said: `PROT C is answered with ${early}`, unproven: ['whether data may go in clear is not known without a log-in'] }
  const chosen = early === 200 ? early : await protect(say)
  if (chosen !== 200)
    return { said: `PROT C is answered with ${chosen}`, observations: refusals.has(chosen) ? [clearData(target, 'safe', chosen)] : [] }
  const listed = await list(say, target, asking)
  if (listed === undefined) return { said: 'PROT C is taken', unproven: ['no data connection came about'] }
  const { code } = listed
  if (code === 150 || code === 125 || code === 226)
    return { said: 'a list comes in clear beside a protected session', observations: [clearData(target, 'unsafe', code)] }
  if (refusals.has(code)) return { said: `a list in clear is refused (${code})`, observations: [clearData(target, 'safe', code)] }
  return { said: `a list in clear is answered with ${code}`, unproven: [`${code} tells nothing of protection`] }
}

async function protect(say: Say): Promise<number> {
  const size = await say('PBSZ 0')
  return size.code === 200 ? (await say('PROT C')).code : size.code
}

/** Opens the data connection that LIST needs, at the host that is asked anyway, and lets go of it unread. */
async function list(say: Say, target: Target, asking: Asking): Promise<Reply | undefined> {
  const passive = await say('EPSV')
  const port = Number(/\(\|\|\|(\d{1,5})\|\)/.exec(passive.lines.join(' '))?.[1] ?? '0')
  if (passive.code !== 229 || port === 0 || port > 65_535) return undefined
  const stream = await attempt(() => asking.dial(target.host, port, asking))
  const answer = await attempt(() => say('LIST'))
  if (stream.ok) stream.value.destroy()
  return answer.ok ? answer.value : undefined
}

function clearData(target: Target, verdict: 'safe' | 'unsafe', code: number): Observation {
  return {
    concern: 'tls-policy',
    key: keyOf(target, { vsftpd: 'force_local_data_ssl', proftpd: 'TLSRequired data', other: 'data in clear' }),
    verdict,
    basis: 'observed',
    trail: [],
    message: 'files and lists go over the network in clear text beside a protected session',
    actual: `PROT C and LIST: ${code}`,
    expected: '522 or 534: data connections must be encrypted',
    fix: 'demand TLS for data: force_local_data_ssl=YES and force_anon_data_ssl=YES in vsftpd, TLSRequired on in ProFTPD',
    stake: 'traffic',
  }
}

/** PORT names whom the server is to connect to. It is told an address of its own loopback that nobody asked from, and no transfer is begun. */
async function elsewhere(say: Say, target: Target): Promise<Learned> {
  const { entered } = await enterAnonymously(say)
  if (!entered) return { said: 'where data goes is not told to strangers', unproven: ['PASV and PORT need a log-in'] }
  const passive = await say('PASV')
  const named = /(\d{1,3}(?:,\d{1,3}){3}),\d{1,3},\d{1,3}/.exec(passive.lines.join(' '))?.[1]?.replaceAll(',', '.')
  const other =
    passive.code === 227 && named !== undefined && named !== target.host
      ? 'PASV names another address than the one that is asked'
      : 'PASV names the address that is asked'
  const { code } = await say('PORT 127,0,0,2,200,13', 'PORT of a third address')
  const said = `${passive.code === 227 ? other : `PASV is answered with ${passive.code}`}; a third address in PORT is answered with ${code}`
  if (code === 200) return { said, observations: [bounced(target, 'unsafe', code)] }
  // that data connections work at all is the control
  return passive.code === 227 && code >= 500
    ? { said, observations: [bounced(target, 'safe', code)] }
    : { said, unproven: [`${code} to PORT, and ${passive.code} to PASV`] }
}

function bounced(target: Target, verdict: 'safe' | 'unsafe', code: number): Observation {
  return {
    concern: 'allow-list',
    key: keyOf(target, { vsftpd: 'port_promiscuous', proftpd: 'AllowForeignAddress', other: 'PORT of third addresses' }),
    verdict,
    basis: 'observed',
    trail: [],
    message: 'the server connects to any address that a client names, which scans and attacks hosts behind it',
    actual: `PORT of a third address: ${code}`,
    expected: "500: the address is not the client's",
    fix: 'remove port_promiscuous (vsftpd) or AllowForeignAddress (ProFTPD)',
    stake: 'defence',
  }
}
