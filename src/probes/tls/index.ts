import type { Probe } from '../probe.ts'

import { policy } from './policy.ts'

export { detectTls } from './detect.ts'

/** Asked of every target that speaks TLS, whatever its protocol. */
export const tlsProbes: readonly Probe[] = [policy]
