import type { Remedy } from '../model/remedy.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment, Listener } from '../model/graph.ts'
import { listenersOf } from '../model/lookup.ts'

/** Doors of stores, consoles and debuggers are published to the machine itself alone. */
export const ports: Remedy = {
  id: 'ports',
  title: 'published ports',
  answers: ['listener/datastore-published', 'listener/admin-published', 'listener/debug-port', 'listener/all-interfaces'],
  propose: ({ deployment, failed }) =>
    failed.flatMap((verdict) =>
      publishedBy(verdict, deployment).map((listener) => ({
        id: `ports ${listener.id}`,
        title: `${listener.component} port ${listener.port} is published on loopback only`,
        answers: [{ control: verdict.control, subject: verdict.judgement.subject }],
        steps: [
          {
            component: listener.component,
            phase: 'close' as const,
            does: { kind: 'publication' as const, port: listener.port, to: 'loopback' as const },
          },
        ],
        risks: [`who uses ${listener.component}:${listener.port} from another machine is turned away: reach it through SSH or through the gateway`],
      })),
    ),
}

/** The listeners whose publications a verdict names. */
function publishedBy({ judgement }: FailedVerdict, deployment: Deployment): readonly Listener[] {
  return listenersOf(deployment, judgement.component ?? '').filter(({ publications }) =>
    publications.some(({ at }) => judgement.locations.some(({ file, line }) => file === at.file && line === at.line)),
  )
}
