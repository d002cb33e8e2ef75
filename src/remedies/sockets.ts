import type { FailedVerdict } from '../model/control.ts'
import type { Component, Deployment } from '../model/graph.ts'
import { grouped } from '../model/grouped.ts'
import type { Mount } from '../model/input.ts'
import { componentOf } from '../model/lookup.ts'
import type { Answers, Proposed, Remedy, Step } from '../model/remedy.ts'
import { occupant } from './bridges/place.ts'

/** Where proxies of the engine's socket listen by habit. */
const port = 2375

/** A program that only asks the container engine does so through a proxy of its own, and the engine's socket is out of its reach. */
export const sockets: Remedy = {
  id: 'sockets',
  title: 'control sockets of the container engine',
  answers: ['component/control-socket', 'store/host-path'],
  propose: ({ deployment, failed }) =>
    [...grouped(failed, ({ judgement }) => judgement.component)].flatMap(([id, verdicts]) => {
      const component = componentOf(deployment, id)
      return component === undefined ? [] : forComponent(component, verdicts, deployment)
    }),
}

function forComponent(component: Component, verdicts: readonly FailedVerdict[], deployment: Deployment): readonly Proposed[] {
  const { id, image, input } = component
  const mounts = input.mounts.filter((mount) => leadsToSocket(mount))
  const answers = verdicts.flatMap(({ control, judgement: { subject } }): readonly Answers[] =>
    control === 'component/control-socket' || mounts.some(({ target }) => subject === `${id}:${target.value}`) ? [{ control, subject }] : [],
  )
  if (answers.length === 0) return []
  const leave = (why: string): readonly Proposed[] => [{ answers, reason: 'needs-person', why }]
  if (mounts.length === 0) return leave(`where ${id} has the socket from is no path here: take that mount out`)
  if (image.mediatesControlSocket === true) return leave(`${id} is published, and who comes from outside is not known: publish none of its ports`)
  const wider = input.mounts.find((mount) => mount.kind === 'bind' && isAbove(mount.source?.value ?? ''))
  if (wider !== undefined) return leave(`${id} sees the socket below ${wider.target.value} too: mount there only what it reads of the host`)
  const questions = image.asksEngine
  if (questions === undefined)
    return leave(
      `what ${id} asks of the container engine is not known here: where it only reads, a socket proxy that lets nothing but that through will do; where it starts containers, it owns the host whatever stands between`,
    )
  const unmounted = mounts.map(({ target }): Step => ({ component: id, phase: 'close', does: { kind: 'no-mount', path: target.value } }))
  if (questions.length === 0)
    return [
      {
        id: `sockets ${id}`,
        title: `${id}, which asks the container engine for nothing, has its socket no more`,
        answers,
        steps: unmounted,
        risks: [],
      },
    ]
  const other = occupant(id, port, deployment)
  if (other !== undefined) return [{ answers, reason: 'would-break', why: `${other} listens on port ${port} itself: a proxy beside it has no port` }]
  const socket = mounts.map(({ source }) => source?.value ?? '').find(isSocket) ?? '/var/run/docker.sock'
  return [
    {
      id: `sockets ${id}`,
      title: `${id} asks the container engine through a proxy that lets it read ${questions.join(' and ')}, and has the socket no more`,
      answers,
      steps: [
        { component: id, phase: 'close', does: { kind: 'engine', port } },
        ...unmounted,
        { component: id, phase: 'close', does: { kind: 'mediator', name: `${id}-engine`, port, socket, questions } },
      ],
      risks: [`who takes ${id} over still reads which containers there are, with their environment${questions.includes('logs') ? ' and logs' : ''}`],
    },
  ]
}

/** A mount brings what is mounted below it (bind mounts of the engine are recursive). */
function isAbove(path: string): boolean {
  return path === '/' || path.replace(/\/+$/, '') === '/var'
}

function leadsToSocket({ kind, source }: Mount): boolean {
  const path = source?.value.replace(/\/+$/, '') ?? ''
  return kind === 'bind' && (isSocket(path) || path === '/run' || path === '/var/run')
}

/** That of Docker: others speak other protocols. */
function isSocket(path: string): boolean {
  return /^\/(?:var\/)?run\/docker\.sock$/.test(path)
}
