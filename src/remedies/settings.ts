import type { FailedVerdict } from '../model/control.ts'
import { holds } from '../model/fact.ts'
import type { Deployment, Listener } from '../model/graph.ts'
import { componentOf, listenersOf } from '../model/lookup.ts'
import type { Observation } from '../model/observation.ts'
import { comparePlaces } from '../model/place.ts'
import type { Proposed, Remedy } from '../model/remedy.ts'

/** A product's setting gets the value that its table calls safe. */
export const settings: Remedy = {
  id: 'settings',
  title: 'settings of products',
  answers: [
    'component/audit-log',
    'component/contradiction',
    'component/data-in-logs',
    'component/debug-mode',
    'component/development-server',
    'component/kernel',
    'component/malware-scanner',
    'component/memory-exposure',
    'component/mock-backend',
    'component/production-topology',
    'component/sample-data',
    'component/telemetry',
    'component/updates',
    'store/encryption-at-rest',
    'store/file-access',
    'secret/key-management',
    'secret/left-behind',
    'component/resource-limit',
    'component/unsafe-deserialisation',
    'channel/host-key',
    'channel/message-signing',
    'channel/tls-verification',
    'identity/open-signup',
    'identity/over-privileged-default',
    'identity/password-policy',
    'identity/role-mapping',
    'identity/second-factor',
    'identity/token-lifetime',
    'listener/anonymous-access',
    'listener/client-certificate',
    'listener/cookie-flags',
    'listener/cross-origin',
    'listener/host-header',
    'listener/open-api',
    'listener/proxy-trust',
    'listener/rate-limit',
    'listener/remote-login',
    'listener/remote-management',
    'listener/security-headers',
    'listener/tls-policy',
    'zone/allow-list',
    'zone/firewall',
  ],
  propose: ({ deployment, failed }) => failed.flatMap((verdict) => proposed(verdict, deployment)),
}

function proposed({ control, judgement }: FailedVerdict, deployment: Deployment): readonly Proposed[] {
  const { component: id = '', key, concern, subject, locations } = judgement
  const same = (componentOf(deployment, id)?.observations ?? []).filter(
    (each) => each.verdict === 'unsafe' && each.key === key && each.concern === concern,
  )
  const seen =
    same.find(({ trail: [place] }) => place !== undefined && locations[0] !== undefined && comparePlaces(place, locations[0]) === 0) ?? same[0]
  if (seen === undefined || seen.wantSecret !== undefined || seen.wantStores !== undefined) return []
  const answers = [{ control, subject }]
  if (seen.want === undefined) return [{ answers, reason: 'needs-person', why: seen.fix }]
  if (isSecureCookie(seen) && isReachedInPlain(id, deployment))
    return [{ answers, reason: 'would-break', why: `${id} is reached over plain HTTP, and a browser would not send the cookie back: TLS first` }]
  const { want, trail } = seen
  const [place] = trail
  // a setting may stand in several blocks of a file
  const at = same.filter(({ trail: [first] }) => first?.file === place?.file).indexOf(seen)
  return [
    {
      id: `setting ${id} ${seen.key}${place === undefined ? '' : ` ${place.file}`}${at > 0 ? ` ${at + 1}` : ''}`,
      title: `${id}: ${seen.key} is ${want === null ? 'gone' : want === '' ? 'empty' : want.length > 80 ? `${want.slice(0, 77)}...` : want}`,
      answers,
      steps: [{ component: id, phase: 'close', does: { kind: 'setting', concern: seen.concern, key: seen.key, value: want, places: trail } }],
      risks: [],
    },
  ]
}

function isSecureCookie({ concern, key }: Observation): boolean {
  return concern === 'cookie-flags' && /secure/i.test(key)
}

/** Whether a browser comes to the component without TLS: by a port of its own, or through what stands in front of it. */
function isReachedInPlain(id: string, deployment: Deployment): boolean {
  const inFront = deployment.channels.filter(({ to }) => to.kind === 'component' && to.component === id).map(({ from }) => from)
  return [id, ...inFront].some((each) => listenersOf(deployment, each).some(isPlainDoor))
}

function isPlainDoor({ protocol, exposure, tls, redirects }: Listener): boolean {
  return protocol === 'http' && exposure !== 'component' && exposure !== 'zone' && !holds(tls, 'required') && redirects !== true
}
