import { attempt } from '../../wire/fault.ts'
import { openConversation } from '../../wire/open.ts'
import type { Probe } from '../probe.ts'
import type { DetectTls } from '../transport.ts'

/** Whether a TLS handshake succeeds. */
export const detectTls: DetectTls = async (target, means, upgrade) => {
  const tried = await attempt(() =>
    openConversation({ ...means, host: target.host, port: target.port, over: 'tls', ...(upgrade === undefined ? {} : { upgrade }) }),
  )
  if (tried.ok) {
    tried.value.end()
    return 'yes'
  }
  return tried.fault.whose === 'server' && tried.fault.kind !== 'silent' ? 'no' : { fault: tried.fault }
}

export const tlsProbes: readonly Probe[] = []
