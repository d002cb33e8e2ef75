import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { attempt } from '../../wire/fault.ts'
import { askImap, imapCapabilities, imapGreeting } from '../../wire/imap.ts'
import { imapUpgrade } from '../../wire/starttls.ts'
import type { Asking, Probe, ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'

/** A password may be sent: LOGIN is not switched off, or a way is offered that holds the password itself (RFC 9051, section 6.2). */
function takesPasswords(capabilities: readonly string[]): boolean {
  return !capabilities.includes('LOGINDISABLED') || capabilities.includes('AUTH=PLAIN') || capabilities.includes('AUTH=LOGIN')
}

interface Seen {
  readonly capabilities: readonly string[]
  /** What a mailbox is answered with before any log-in. */
  readonly mailbox: 'OK' | 'NO' | 'BAD'
}

function look(asking: Asking, way: 'plaintext' | 'tls'): Promise<Seen> {
  return talking(
    asking,
    async (talk) => {
      if (!(way === 'tls' && asking.transport.tls === 'upgrade')) await imapGreeting(talk)
      const capabilities = await imapCapabilities(talk, 'c1')
      return { capabilities, mailbox: (await askImap(talk, 'c2', 'STATUS INBOX (MESSAGES)', 'STATUS of the mailbox')).state }
    },
    way,
  )
}

const logins: Probe = {
  id: 'imap/logins',
  asks: 'whether passwords are taken in clear, and whether a mailbox opens without a log-in',
  connections: 2,
  async ask(_target, asking): Promise<Learned> {
    const inClear = asking.transport.plaintext === 'served' ? await attempt(() => look(asking, 'plaintext')) : undefined
    const overTls = asking.transport.tls === 'none' || asking.transport.tls === 'unknown' ? undefined : await attempt(() => look(asking, 'tls'))
    const seen = [inClear, overTls].flatMap((each) => (each?.ok === true ? [each.value] : []))
    const unproven = [inClear, overTls].flatMap((each) => (each?.ok === false ? [each.fault.detail] : []))
    if (seen.length === 0) return { said: 'no answer', unproven }
    const clear = inClear?.ok === true && takesPasswords(inClear.value.capabilities)
    const observations = inClear?.ok === true && (clear || overTls?.ok === true) ? [passwords(clear)] : []
    if (seen.some(({ mailbox }) => mailbox === 'OK'))
      return { said: 'a mailbox opens without a log-in', authentication: 'none', observations, unproven }
    const said = `a mailbox is kept from who has not logged in; passwords in clear are ${clear ? 'taken' : 'not taken'}`
    // that a log-in is possible at all is the control
    if (seen.some(({ capabilities }) => takesPasswords(capabilities))) return { said, authentication: 'password', observations, unproven }
    return { said, observations, unproven: [...unproven, 'no way to log in is offered here'] }
  },
}

function passwords(taken: boolean): Observation {
  return {
    concern: 'tls-policy',
    key: 'disable_plaintext_auth',
    verdict: taken ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'log-ins are offered without TLS: names and passwords can be read on the way',
    actual: taken ? 'LOGIN or AUTH=PLAIN in clear' : 'LOGINDISABLED',
    expected: 'LOGINDISABLED until TLS has begun',
    fix: 'write disable_plaintext_auth = yes and ssl = required (Dovecot), or the like of the server',
    stake: 'traffic',
  }
}

async function asksForTls(talk: Conversation): Promise<boolean> {
  return (await imapGreeting(talk)) === 'OK' && !takesPasswords(await imapCapabilities(talk, 'c1'))
}

export const imap: ProtocolProbes = {
  protocol: 'imap',
  /** Turned away is who may not log in; that it may be done over TLS is the control. */
  async plaintext(talk, _target, _random, again) {
    if (!(await asksForTls(talk))) return { served: true, said: 'a log-in without TLS is offered' }
    const secure = await attempt(async () => {
      const inside = await again('tls')
      try {
        return takesPasswords(await imapCapabilities(inside, 'c1'))
      } finally {
        inside.end()
      }
    })
    if (secure.ok && secure.value) return { served: false, said: 'without TLS no log-in is offered (LOGINDISABLED)' }
    return { served: 'unproven', said: 'no log-in is offered without TLS', why: 'nor was one seen over TLS: there is nothing to hold it against' }
  },
  upgrade: imapUpgrade,
  probes: [logins],
}
