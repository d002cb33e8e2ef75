import type { Remedy } from '../model/remedy.ts'
import { byListener } from './channels/concerned.ts'
import { proposeFor } from './channels/propose.ts'

/**
 * Connections get TLS with verification and a log-in, both ends in one plan. A client that cannot follow keeps its server from closing; when
 * something stands beside it that can (a bridge), the next round closes.
 */
export const channels: Remedy = {
  id: 'channels',
  title: 'connections',
  answers: [
    'channel/authenticated',
    'channel/certificate',
    'channel/coherent',
    'channel/encrypted',
    'channel/plaintext-refused',
    'channel/server-verified',
    'listener/anonymous-access',
    'listener/authenticated',
    'listener/tls-policy',
  ],
  async propose({ deployment, failed }, tools) {
    const { concerned, elsewhere } = byListener(deployment, failed)
    const proposed = await Promise.all(concerned.map((each) => proposeFor(each, deployment, tools)))
    return [...elsewhere, ...proposed.flat()]
  },
}
