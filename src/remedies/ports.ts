import type { Change } from '../model/change.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment, Listener } from '../model/graph.ts'
import { listenersOf } from '../model/lookup.ts'
import type { Proposal, Remedy } from '../model/remedy.ts'

/** Doors of stores, consoles and debuggers are published to the machine itself alone, or to nobody. */
export const ports: Remedy = {
  id: 'ports',
  title: 'published ports',
  answers: ['listener/datastore-published', 'listener/admin-published', 'listener/debug-port', 'listener/all-interfaces'],
  propose: ({ deployment, failed }) => failed.flatMap((verdict) => publishedBy(verdict, deployment).map((listener) => proposal(listener, verdict))),
}

function proposal(listener: Listener, { control, judgement }: FailedVerdict): Proposal {
  const { id, component, port, purpose } = listener
  return {
    id: `ports ${id}`,
    title: `${component} port ${port} is published ${purpose === 'debug' ? 'to nobody' : 'on loopback only'}`,
    answers: [{ control, subject: judgement.subject }],
    steps: [{ component, phase: 'close', does: publication(listener) }],
    risks: [`who uses ${component}:${port} from another machine is turned away: reach it through SSH or through the gateway`],
  }
}

/** Whoever reaches a debugger runs code: not even the machine's other users need to. */
function publication({ port, purpose }: Listener): Change {
  return { kind: 'publication', port, to: purpose === 'debug' ? 'nobody' : 'loopback' }
}

/** The listeners whose publications a verdict names. */
function publishedBy({ judgement }: FailedVerdict, deployment: Deployment): readonly Listener[] {
  return listenersOf(deployment, judgement.component ?? '').filter(({ publications }) =>
    publications.some(({ at }) => judgement.locations.some(({ file, line }) => file === at.file && line === at.line)),
  )
}
