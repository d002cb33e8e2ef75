import { randomBytes } from 'node:crypto'
import type { Fault } from '../../wire/fault.ts'
import { attempt, WireError } from '../../wire/fault.ts'
import type { Ssl2Outcome, TlsMeans } from '../../wire/tls/ask.ts'
import { askHello, askSsl2, NoUpgrade } from '../../wire/tls/ask.ts'
import { versions } from '../../wire/tls/data/numbers.ts'
import { suites13, suitesBefore13, usualSuites } from '../../wire/tls/suites.ts'
import type { Asking, Target } from '../probe.ts'
import type { Upgrade } from './means.ts'
import { meansFor } from './means.ts'

/** A server that does not answer a ClientHello for so many milliseconds is waiting for something else. */
const patience = 1500

/**
 * Whether TLS, of any version back to SSL 2.0, is spoken on a port: from the first byte, or after `upgrade`. An alert is TLS too.
 * `no` is said of who answers something else, or hangs up on each version; silence is a fault, since it proves nothing.
 */
export async function detectTls(
  target: Target,
  asking: Pick<Asking, 'dial' | 'signal' | 'timeout' | 'transcript'>,
  upgrade?: Upgrade,
): Promise<'yes' | 'no' | { readonly fault: Fault }> {
  const means = meansFor(target, { ...asking, timeout: Math.min(asking.timeout, patience) }, upgrade)
  const found = await attempt(() => ask(means))
  return found.ok ? found.value : { fault: found.fault }
}

async function ask(means: TlsMeans): Promise<'yes' | 'no'> {
  try {
    for (const hello of [askAll, askOld, askOldest, askSsl2]) {
      const outcome = await hello(means)
      const answer = judge(outcome)
      if (answer !== undefined) return answer
    }
    return 'no'
  } catch (error) {
    if (error instanceof NoUpgrade) return 'no'
    throw error
  }
}

function judge(outcome: Ssl2Outcome): 'yes' | 'no' | undefined {
  switch (outcome.kind) {
    case 'accepted':
    case 'other-version':
    case 'unexpected':
    case 'alert':
    case 'ssl2':
      return 'yes'
    case 'not-tls':
      return 'no'
    case 'garbled':
      throw new WireError('garbage', outcome.why)
    case 'silent':
      throw new WireError('silent', 'a ClientHello is not answered')
    case 'closed':
    case 'reset':
      return undefined
  }
}

/**
 * Every version from TLS 1.0 on. The random ends in a line: who reads lines takes it for a command and says so at once, instead of waiting
 * for the end of one.
 */
function askAll(means: TlsMeans): Promise<Ssl2Outcome> {
  const random = Buffer.concat([randomBytes(28), Buffer.from('\r\n\r\n')])
  const offered = [versions.tls13, versions.tls12, versions.tls11, versions.tls10]
  return askHello(means, { version: versions.tls13, versions: offered, suites: [...suites13.slice(0, 5), ...usualSuites], random })
}

function askOld(means: TlsMeans): Promise<Ssl2Outcome> {
  return askHello(means, { version: versions.tls10, suites: usualSuites, groups: [23, 24] })
}

function askOldest(means: TlsMeans): Promise<Ssl2Outcome> {
  return askHello(means, { version: versions.ssl3, suites: suitesBefore13.slice(0, 60) })
}
