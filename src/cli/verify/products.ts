import { view } from '../../model/fact.ts'
import type { InFront } from '../../engine/verify/proxies.ts'
import type { Listener } from '../../model/graph.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import { doorProbe } from '../../probes/http/doors.ts'
import type { Probe } from '../../probes/probe.ts'
import { roundTheProxy } from '../../probes/http/round-the-proxy.ts'
import { technologies } from '../../registry.ts'

/** What is HTTP underneath, and the product that nearly always speaks it, for a target of which nothing else is known. */
const overHttp: Readonly<Partial<Record<Protocol, string>>> = {
  docker: 'docker-engine',
  elasticsearch: 'elasticsearch',
  etcd: 'etcd',
  http: '',
  influxdb: 'influxdb',
  loki: 'loki',
  s3: 'minio',
}

/** Questions of the product behind a listener, and whether it is reached beside its proxy; beside those of its protocol. */
export function products(
  technology: string | undefined,
  listener: Pick<Listener, 'protocol' | 'authentication'>,
  inFront: readonly InFront[],
): readonly Probe[] {
  const usual = overHttp[listener.protocol]
  if (usual === undefined) return []
  const kind = technologies.find(({ id }) => id === (technology === undefined || technology === 'target' ? usual : technology))
  const declared = view(listener.authentication)
  return [
    ...(kind?.questions === undefined ? [] : [doorProbe(kind.id, kind.questions, declared.known ? declared.value : undefined)]),
    ...inFront.map(roundTheProxy),
  ]
}
