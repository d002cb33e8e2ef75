import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { attempt, WireError } from '../../wire/fault.ts'
import type { Reply } from '../../wire/replies.ts'
import { command, receiveReply } from '../../wire/replies.ts'
import { smtpUpgrade } from '../../wire/starttls.ts'
import type { Asking, Probe, ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'

/** Ways to log in that send the password itself. */
const clear: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN'])

/** What a server offers after EHLO (RFC 5321, RFC 4954). */
async function offered(talk: Conversation, isGreeted: boolean): Promise<readonly string[]> {
  if (!isGreeted) {
    const { code } = await receiveReply(talk, 'greeting')
    if (code !== 220) throw new WireError('closed', `the server greets with ${code}`)
  }
  const { lines } = await command(talk, 'EHLO localhost', 'EHLO')
  return lines.flatMap((each) => (/^AUTH[ =]/i.test(each) ? each.slice(5).toUpperCase().split(/\s+/) : []))
}

function wantsTls({ code, lines }: Reply): boolean {
  return code === 530 && lines.some((text) => /STARTTLS|TLS/i.test(text))
}

interface Seen {
  readonly mechanisms: readonly string[]
  /** Answer to a recipient of somebody else, for whom nothing is sent. */
  readonly foreign: number
}

function look(asking: Asking, way: 'plaintext' | 'tls'): Promise<Seen> {
  const isGreeted = way === 'tls' && asking.transport.tls === 'upgrade'
  return talking(
    asking,
    async (talk) => {
      const mechanisms = await offered(talk, isGreeted)
      const from = await command(talk, 'MAIL FROM:<>', 'MAIL FROM nobody')
      if (from.code !== 250) return { mechanisms, foreign: from.code }
      const { code } = await command(talk, `RCPT TO:<nobody-${asking.random(6)}@example.com>`, 'RCPT TO of somebody else')
      await command(talk, 'RSET', 'RSET')
      return { mechanisms, foreign: code }
    },
    way,
  )
}

const logins: Probe = {
  id: 'smtp/logins',
  asks: 'which ways to log in are offered, in clear and over TLS, and whether mail for others is taken without a log-in (none is sent)',
  connections: 2,
  async ask(_target, asking): Promise<Learned> {
    const inClear = asking.transport.plaintext === 'served' ? await attempt(() => look(asking, 'plaintext')) : undefined
    const overTls = asking.transport.tls === 'none' || asking.transport.tls === 'unknown' ? undefined : await attempt(() => look(asking, 'tls'))
    const seen = [inClear, overTls].flatMap((each) => (each?.ok === true ? [each.value] : []))
    const unproven = [inClear, overTls].flatMap((each) => (each?.ok === false ? [each.fault.detail] : []))
    if (seen.length === 0) return { said: 'no answer to EHLO', unproven }
    const mechanisms = [...new Set(seen.flatMap((each) => each.mechanisms))].filter((each) => /^[A-Z0-9-]{1,20}$/.test(each))
    const said = `ways to log in: ${mechanisms.join(', ') || 'none'}; mail for others is answered with ${seen.map(({ foreign }) => foreign).join(', ')}`
    const first = inClear?.ok === true ? inClear.value.mechanisms.filter((each) => clear.has(each)) : undefined
    const second = overTls?.ok === true ? overTls.value.mechanisms : []
    const observations = first === undefined ? [] : first.length > 0 ? [passwords('unsafe', first)] : second.length > 0 ? [passwords('safe', [])] : []
    if (seen.some(({ foreign }) => foreign === 250 || foreign === 251)) return { said, authentication: 'none', observations, unproven }
    if (mechanisms.length > 0 && seen.every(({ foreign }) => foreign >= 500)) return { said, authentication: 'password', observations, unproven }
    return { said, observations, unproven: [...unproven, 'whether a log-in is needed is not known from these answers'] }
  },
}

function passwords(verdict: 'safe' | 'unsafe', mechanisms: readonly string[]): Observation {
  return {
    concern: 'tls-policy',
    key: 'smtpd_tls_auth_only',
    verdict,
    basis: 'observed',
    trail: [],
    message: 'log-ins are offered without TLS: names and passwords can be read on the way',
    actual: mechanisms.length > 0 ? `AUTH ${mechanisms.join(' ')} in clear` : 'no such way in clear, and some over TLS',
    expected: 'AUTH after STARTTLS alone',
    fix: 'write smtpd_tls_auth_only = yes (Postfix), or the like of the server',
    stake: 'traffic',
  }
}

export const smtp: ProtocolProbes = {
  protocol: 'smtp',
  async plaintext(talk) {
    await offered(talk, false)
    const answer = await command(talk, 'MAIL FROM:<>', 'MAIL FROM nobody')
    if (wantsTls(answer)) return { served: false, said: 'mail without TLS is refused (530)' }
    return { served: true, said: `mail without TLS is answered with ${answer.code}` }
  },
  upgrade: smtpUpgrade,
  probes: [logins],
}
