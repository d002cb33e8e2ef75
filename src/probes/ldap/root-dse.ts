import type { Observation } from '../../model/technology.ts'
import type { Probe } from '../probe.ts'
import { talking } from '../talking.ts'
import { nameOf, readRoot, success } from './root.ts'

/** Answers to a challenge that can be guessed at home, or that need the password itself stored: RFC 6331 for DIGEST-MD5; CRAM-MD5 and NTLM with it. */
const weak: ReadonlySet<string> = new Set(['DIGEST-MD5', 'CRAM-MD5', 'NTLM'])
/** The password itself. */
const clear: ReadonlySet<string> = new Set(['PLAIN', 'LOGIN'])

export const rootDse: Probe = {
  id: 'ldap/root',
  asks: 'what the server tells everybody of itself: naming contexts, SASL mechanisms, StartTLS',
  connections: 1,
  async ask(_target, asking) {
    const root = await talking(asking, (talk) => readRoot(talk, 1))
    if (root.code !== success) return { said: `the root DSE is not shown (${nameOf(root.code)})` }
    const isClear = asking.transport.plaintext === 'served'
    const found = root.mechanisms.filter((each) => weak.has(each) || (isClear && clear.has(each)))
    const offered = root.mechanisms.filter((each) => /^[A-Z0-9-]{1,20}$/.test(each)).slice(0, 12)
    const said = [
      `${root.contexts.length} naming contexts`,
      offered.length === 0 ? 'no SASL mechanism' : `SASL ${offered.join(', ')}`,
      root.startTls ? 'StartTLS' : 'no StartTLS',
    ].join('; ')
    return { said, observations: [mechanisms(found)], ...(root.version === undefined ? {} : { version: root.version }) }
  },
}

function mechanisms(found: readonly string[]): Observation {
  return {
    concern: 'password-policy',
    key: 'supportedSASLMechanisms',
    verdict: found.length > 0 ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'log-ins are offered whose exchange gives the password away to who listens, or lets it be guessed at home',
    actual: found.length > 0 ? found.join(', ') : 'none of DIGEST-MD5, CRAM-MD5, NTLM',
    expected: 'EXTERNAL, GSSAPI or SCRAM-SHA-256, or simple binds over TLS alone',
    fix: 'leave out the libraries of those mechanisms, or set sasl-secprops noanonymous,noplain,minssf=128',
    stake: 'traffic',
  }
}
