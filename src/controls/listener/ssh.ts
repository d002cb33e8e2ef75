import type { Control } from '../../model/control.ts'
import { farthest } from '../../model/exposure.ts'
import type { Listener } from '../../model/graph.ts'
import type { Place } from '../../model/place.ts'
import { listenersOf } from '../../model/lookup.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { about, containersOf, reachOf } from '../containers.ts'
import { isShell } from '../listeners.ts'

export const ssh: Control = {
  id: 'listener/ssh',
  title: 'container offers SSH',
  subject: 'component',
  documentation: {
    why: "An SSH server in a container is one more login with keys and passwords of its own, one that the engine's access rules and logs do not see.",
    how: 'SSH ports for administration that are published or offered to other components, and commands that start `sshd`. File transfer and repositories over SSH are products of their own and pass where they are known.',
    falsePositives: 'A jump host, or a repository that Ringwall does not know, offers SSH by design.',
    fix: 'Remove the server, and use `docker exec` on the host.',
    references: ['CIS Docker 5.7'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const doors = listenersOf(deployment, component.id).filter((listener) => listener.exposure !== 'component' && isShell(listener))
      const started = commandLine(component.input).find((word) => runs([word], 'sshd'))
      const [door] = doors
      if (door === undefined && started === undefined) {
        yield { ...about(component, []), verdict: 'pass' }
        continue
      }
      yield {
        ...about(component, places(doors, started?.trail)),
        verdict: 'fail',
        message: `${component.id} offers SSH${door === undefined ? '' : ` on port ${door.publications[0]?.port ?? door.port}`}: a login beside that of the host, which nobody watches.`,
        expected: 'no SSH server in the container',
        actual: started === undefined ? `port ${door?.port ?? 22}` : 'sshd',
        fix: `remove the SSH server of ${component.id}, and use docker exec on the host`,
        reach: door === undefined ? reachOf(component) : farthest(doors.map((each) => each.exposure)),
        stake: 'defence',
      }
    }
  },
}

function places(doors: readonly Listener[], started: readonly Place[] | undefined): readonly Place[] {
  return [...doors.flatMap((door) => door.publications.map((publication) => publication.at)), ...(started?.slice(0, 1) ?? [])]
}
