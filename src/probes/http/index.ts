import type { Protocol } from '../../model/vocabulary.ts'
import { askPlainHead } from '../../wire/http/head.ts'
import type { Probe, ProtocolProbes } from '../probe.ts'
import { crossOrigin } from './cross-origin.ts'
import { forwardProxy } from './forward-proxy.ts'
import { forwarded } from './forwarded.ts'
import { host } from './host.ts'
import { logIn } from './log-in.ts'
import { hostOf } from './page.ts'
import { pages } from './pages.ts'
import { redirect } from './redirect.ts'
import { trace } from './trace.ts'

/** Any protocol that is HTTP underneath. */
function overHttp(protocol: Protocol, probes: readonly Probe[]): ProtocolProbes {
  return {
    protocol,
    async plaintext(talk, target) {
      const { status, wantsTls } = await askPlainHead(talk, hostOf(target, 'plaintext'))
      if (wantsTls) return { served: false, said: `HTTP without TLS is turned away (status ${status})` }
      return { served: true, said: `HTTP without TLS is answered (status ${status})` }
    },
    probes,
  }
}

export const http: ProtocolProbes = overHttp('http', [pages, redirect, logIn, crossOrigin, trace, host, forwarded, forwardProxy])
export const elasticsearch: ProtocolProbes = overHttp('elasticsearch', [])
export const etcd: ProtocolProbes = overHttp('etcd', [])
export const influxdb: ProtocolProbes = overHttp('influxdb', [])
export const loki: ProtocolProbes = overHttp('loki', [])
export const s3: ProtocolProbes = overHttp('s3', [])
export const docker: ProtocolProbes = overHttp('docker', [])
