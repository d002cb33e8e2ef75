import type { Control, Judgement } from '../../model/control.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { reachOf } from '../containers.ts'
import type { HostPath } from '../host-path.ts'
import { hostPaths, isControlSocket } from '../host-path.ts'
import { sensitivePath } from '../sensitive-paths.ts'

export const hostPath: Control = {
  id: 'store/host-path',
  title: 'sensitive path of the host is mounted',
  subject: 'store',
  documentation: {
    why: "Who may write to the host's configuration, programs or home folders takes the host over; who may read them finds keys and password hashes there.",
    how: 'Bind mounts, and named volumes that are bound to a folder, are compared with the paths that matter, component by component: `/homepage` is not `/home`. Writable mounts weigh more than read-only ones. Sockets of the container engine have a control of their own.',
    falsePositives: 'Monitoring and backup read the host by design. Mount read-only, keep the component away from the network, and waive it.',
    fix: 'Mount the one folder that is needed, read-only.',
    references: ['CIS Docker 5.6'],
  },
  *judge(deployment) {
    for (const component of deployment.components) for (const path of hostPaths(component, deployment)) yield* judgePath(path)
  },
}

function judgePath({ component, mount, path, open, trail }: HostPath): readonly Judgement[] {
  if (mount.kind === 'pipe' || isControlSocket(path)) return []
  const base = { subject: `${component.id}:${mount.target.value}`, component: component.id, discriminator: path, locations: trail }
  const found = sensitivePath(path)
  if (found === undefined) {
    const starts = open && /^(?:\$\{|<)/.test(path)
    return [
      starts
        ? {
            ...base,
            verdict: 'unknown',
            message: `${component.id} mounts ${path}: which folder of the host that is cannot be told, for the variable has no value.`,
          }
        : { ...base, verdict: 'pass' },
    ]
  }
  const stake = mount.readOnly ? found.read : found.write
  return [
    {
      ...base,
      verdict: 'fail',
      message: `${component.id} ${mount.readOnly ? 'may read' : 'may write to'} ${path} of the host: that is ${found.holds}${ending[stake] ?? ''}.`,
      expected: 'only folders of its own',
      actual: `${path}, ${mount.readOnly ? 'read-only' : 'writable'}`,
      fix: mount.readOnly ? 'mount only the file or folder that is needed' : 'mount only the folder that is needed, read-only',
      reach: stake === 'hygiene' ? 'component' : reachOf(component),
      stake,
    },
  ]
}

const ending: Readonly<Partial<Record<Stake, string>>> = {
  takeover: ', and whoever takes the component over owns the host',
  data: ', and whoever takes the component over reads it',
}
