import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import { componentOf } from '../model/lookup.ts'
import type { Proposed, Remedy } from '../model/remedy.ts'
import { slug } from './secret-groups.ts'

/** Data gets a volume that outlives its container; settings are read and not written. */
export const stores: Remedy = {
  id: 'stores',
  title: 'volumes and mounts',
  answers: ['store/persistent', 'store/configuration-writable'],
  propose: ({ deployment, failed }) =>
    failed.map((verdict) => (verdict.control === 'store/persistent' ? kept(verdict, deployment) : readOnly(verdict, deployment))),
}

function kept({ control, judgement }: FailedVerdict, deployment: Deployment): Proposed {
  const answers = [{ control, subject: judgement.subject }]
  const store = deployment.stores.find(({ id }) => id === judgement.subject)
  const component = componentOf(deployment, judgement.component ?? '')
  if (store === undefined || component === undefined || component.input.form !== 'container')
    return { answers, reason: 'needs-person', why: judgement.verdict === 'fail' ? judgement.fix : '' }
  if (store.kept === 'tmpfs')
    return { answers, reason: 'needs-person', why: `${component.id} was given memory for ${store.path} by somebody: say whether it may be lost` }
  const isMounted = component.input.mounts.some(({ target }) => target.value.toLowerCase().startsWith(store.path.toLowerCase()))
  if (isMounted)
    return { answers, reason: 'needs-person', why: `a volume is mounted beside ${store.path}: which of the two is meant only a person knows` }
  const name = `${slug(component.id)}-${slug(store.path.slice(store.path.lastIndexOf('/'))) || 'data'}`
  return {
    id: `store ${store.id}`,
    title: `${component.id} keeps ${store.path} in the volume ${name}`,
    answers,
    steps: [{ component: component.id, phase: 'close', does: { kind: 'volume', path: store.path, name } }],
    risks: [`what ${component.id} has there now goes with its container: copy it out first (docker compose cp ${component.id}:${store.path} .)`],
  }
}

/** A file, or a folder of the system's settings: programs read those. What an application calls its configuration it may write. */
const isRead = /\.[a-z0-9]{1,10}$|^\/etc(?:\/|$)|^\/docker-entrypoint-initdb\.d(?:\/|$)/i

/** Programs that write their own settings: Redis Sentinel keeps what it learned in its file (redis.io, Sentinel). */
const isWritten = /sentinel[^/]*\.conf$/

function readOnly({ control, judgement }: FailedVerdict, deployment: Deployment): Proposed {
  const answers = [{ control, subject: judgement.subject }]
  const id = judgement.component ?? ''
  const path = judgement.subject.slice(id.length + 1)
  if (componentOf(deployment, id) === undefined || !isRead.test(path))
    return {
      answers,
      reason: 'needs-person',
      why: `whether ${id} writes below ${path} is not known: ${judgement.verdict === 'fail' ? judgement.fix : ''}`,
    }
  if (isWritten.test(path)) return { answers, reason: 'would-break', why: `${id} keeps its state in ${path}` }
  return {
    id: `read-only ${judgement.subject}`,
    title: `${id} reads ${path} and cannot write it`,
    answers,
    steps: [{ component: id, phase: 'close', does: { kind: 'read-only-mount', path } }],
    risks: [`an entrypoint that changes the owner of ${path} would stop: look at the first lines of its log`],
  }
}
