import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import { about, isEdge, reachOf } from '../containers.ts'
import type { HostPath } from '../host-path.ts'
import { cleanPath, hostPaths, isControlSocket } from '../host-path.ts'

export const controlSocket: Control = {
  id: 'component/control-socket',
  title: "the engine's control socket is mounted",
  subject: 'component',
  documentation: {
    why: "Whoever may speak to the socket of the container engine starts a container with the host's disk in it, and so owns the host. Mounting it read-only changes nothing: that protects the file, not the requests.",
    how: 'Looks for sockets of container engines among all mounts: short and long syntax, named volumes that are bound to the socket, doubled slashes, Windows pipes. A proxy that filters requests to the socket passes while no other machine reaches it. Where the path is a variable without a value, the result is unknown.',
    falsePositives: 'A deployment tool or a reverse proxy that reads container labels needs the engine. Put a filtering socket proxy between them.',
    fix: 'Remove the mount, or let the program ask a filtering socket proxy that allows only the requests that it makes.',
    references: ['CIS Docker 5.32', 'OWASP Docker Rule 1'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const found = hostPaths(component, deployment).flatMap((path) => judgeMount(component, path) ?? [])
      if (found.length > 0) yield* found
      else yield { ...about(component, []), verdict: 'pass' }
    }
  },
}

function judgeMount(component: Component, { mount, path, open, trail }: HostPath): Judgement | undefined {
  const base = about(component, trail, mount.target.value)
  if (!isControlSocket(path)) {
    if (!open || !(isControlSocket(cleanPath(mount.target.value)) || /sock/i.test(path))) return undefined
    return {
      ...base,
      verdict: 'unknown',
      message: `${component.id} mounts ${mount.source?.value ?? path} on ${mount.target.value}: whether that is the engine's control socket cannot be told, for the variable has no value.`,
    }
  }
  if (component.image.mediatesControlSocket === true && !isEdge(component)) return { ...base, verdict: 'pass' }
  const mediates = component.image.mediatesControlSocket === true
  return {
    ...base,
    verdict: 'fail',
    message: mediates
      ? `${component.id} hands the engine's control socket on, and its port is published: other machines may give orders to the container engine.`
      : `${component.id} mounts ${path}: whoever takes it over starts containers with the host's disk and owns the host${mount.readOnly ? '; that the mount is read-only does not help' : ''}.`,
    expected: mediates ? 'a socket proxy that is not published' : 'no control socket, or a filtering socket proxy in between',
    actual: path,
    fix: mediates ? 'publish no port of the socket proxy' : 'remove the mount; if the program needs the engine, let it ask a filtering socket proxy',
    reach: reachOf(component),
    stake: 'takeover',
  }
}
