import type { Control } from '../../model/control.ts'
import { reachOf } from '../containers.ts'

export const propagation: Control = {
  id: 'store/propagation',
  title: 'mounts pass between container and host',
  subject: 'store',
  documentation: {
    why: 'With shared propagation a mount that is made inside the container appears on the host, over whatever was there. With slave propagation later mounts of the host, disks and network folders, appear inside.',
    how: 'Fails for `shared`, `rshared`, `slave` and `rslave`, as an option of the short form or as `bind.propagation`.',
    falsePositives: 'Storage drivers and node agents mount for others by design. Waive them.',
    fix: 'Remove the option: `rprivate` is the default.',
    references: ['CIS Docker 5.20'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      for (const mount of component.input.mounts) {
        if (mount.kind !== 'bind' && mount.kind !== 'volume') continue
        const base = { subject: `${component.id}:${mount.target.value}`, component: component.id, locations: [mount.at] }
        const mode = mount.propagation ?? 'rprivate'
        const isShared = mode === 'shared' || mode === 'rshared'
        if (!isShared && mode !== 'slave' && mode !== 'rslave') {
          yield { ...base, verdict: 'pass' }
          continue
        }
        yield {
          ...base,
          verdict: 'fail',
          message: isShared
            ? `Mounts that ${component.id} makes below ${mount.target.value} appear on the host.`
            : `Mounts that the host makes later below ${mount.source?.value ?? mount.target.value} appear in ${component.id}.`,
          expected: 'rprivate',
          actual: mode,
          fix: `remove ${mode} from the mount`,
          reach: isShared ? reachOf(component) : 'component',
          stake: isShared ? 'defence' : 'hygiene',
        }
      }
    }
  },
}
