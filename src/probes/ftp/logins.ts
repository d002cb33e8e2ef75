import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { attempt } from '../../wire/fault.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { enterAnonymously, keyOf, madeUpUser, session, ways } from './session.ts'

/** Who gets in without an account. That a made-up name is asked for its password is the control: log-ins work, and strangers have none. */
export const logins: Probe = {
  id: 'ftp/logins',
  asks: 'whether strangers get in as anonymous, and whether a made-up name is asked for its password in clear',
  connections: 4,
  async ask(target, asking) {
    const asked: { readonly way: string; readonly entered: boolean; readonly code: number; readonly madeUp: number }[] = []
    const unproven: string[] = []
    for (const way of ways(asking)) {
      const answer = await attempt(() => askOne(asking, way))
      if (answer.ok) asked.push({ way, ...answer.value })
      else unproven.push(`over ${way}: ${answer.fault.detail}`)
    }
    const said = asked.map(
      ({ way, entered, code, madeUp }) => `${way}: anonymous ${entered ? 'gets in' : `is answered with ${code}`}, a made-up name with ${madeUp}`,
    )
    const base: Learned = {
      said: said.join('; '),
      unproven,
      observations: asked.flatMap((each) => (each.way === 'plaintext' ? inClear(target, asking, each.madeUp) : [])),
    }
    if (asked.some(({ entered }) => entered)) return { ...base, authentication: 'none' }
    if (asked.some(({ madeUp }) => madeUp === 331) && unproven.length === 0) return { ...base, authentication: 'password' }
    return { ...base, unproven: [...unproven, 'no name at all is asked for its password: that says nothing of strangers'] }
  },
}

async function askOne(asking: Asking, way: 'plaintext' | 'tls'): Promise<{ entered: boolean; code: number; madeUp: number }> {
  const anonymous = await session(asking, ({ say }) => enterAnonymously(say), way)
  const madeUp = await session(asking, ({ say }) => madeUpUser(say, asking.random), way)
  return { entered: anonymous.entered, code: anonymous.pass ?? anonymous.user, madeUp }
}

/** A server that asks a made-up name for its password in clear takes everybody's so. */
function inClear(target: Target, { transport }: Asking, code: number): readonly Observation[] {
  if (code !== 331 && code !== 230) return []
  const offered = transport.tls === 'upgrade' || transport.tls === 'direct'
  const keys = offered
    ? { vsftpd: 'force_local_logins_ssl', proftpd: 'TLSRequired', other: 'log-ins in clear' }
    : { vsftpd: 'ssl_enable', proftpd: 'TLSEngine', other: 'log-ins in clear' }
  return [
    {
      concern: 'tls-policy',
      key: keyOf(target, keys),
      verdict: 'unsafe',
      basis: 'observed',
      trail: [],
      message: `users ${offered ? 'may send' : 'send'} their passwords over the network in clear text`,
      actual: `USER without TLS is answered with ${code}`,
      expected: 'a refusal before the password: 530, 521 or 550',
      fix: 'demand TLS for log-ins: force_local_logins_ssl=YES in vsftpd, TLSRequired on in ProFTPD',
      stake: 'traffic',
    },
  ]
}
