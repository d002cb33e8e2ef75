import { describe } from 'vitest'
import { dataPlane } from '../guard/data-plane.ts'
import { nginxWith } from '../guard/running.ts'
import { programs } from '../tls/real-servers.ts'
import { isMissing, reason } from './server.ts'

describe.skipIf(isMissing(programs.nginx)).each([false, true])(`nginx in front, the micro-cache %s${reason(programs.nginx)}`, (kept) => {
  dataPlane({ name: 'nginx', engine: nginxWith, kept })
})
