import { clientHeaders } from '../../model/request.ts'
import { asked, handedOn } from '../../serve/wire.ts'

/** What the guard is told of a request, and the sample of HAProxy that is it. */
export const says: readonly (readonly [header: string, sample: string])[] = [
  [asked.method, 'method'],
  [asked.scheme, 'str(https)'],
  [asked.host, 'req.fhdr(host)'],
  [asked.target, 'var(txn.target)'],
  [asked.remote, 'src'],
  [asked.certificate, 'ssl_c_der,base64'],
  ...clientHeaders.map((header) => [handedOn(header), `req.fhdr(${header})`] as const),
]

/** How the decision service is asked: with nothing of the client's but what stands here (HAProxy 2.6, `SPOE.txt`). */
export function spoe(fingerprint: string): string {
  return `# Made by ringwall guard: changes belong into guard.yaml.
[guard]
spoe-agent guard
    groups ask
    option var-prefix guard
    timeout hello 1s
    timeout idle 30s
    timeout processing 1s
    use-backend guard_agent

spoe-group ask
    messages ask

spoe-message ask
    args ${says.map(([name, sample]) => `${name}=${sample}`).join(' ')} ${asked.rendered}=str(${fingerprint})
`
}
