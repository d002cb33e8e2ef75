import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import { about } from '../containers.ts'

export const sandboxing: Control = {
  id: 'component/sandboxing',
  title: 'service may do all that its user may',
  subject: 'component',
  grouped: { title: 'services may do all that their users may' },
  documentation: {
    why: 'A service that was taken over keeps every right of its user: all files, all devices, new privileges through set-user-ID programs.',
    how: 'Units of the service manager: whether they confine the process (`NoNewPrivileges`, `ProtectSystem`, `ProtectHome`, `PrivateTmp`), in the unit and its drop-ins. Units of which nothing is set, or not all of these, fail.',
    falsePositives: 'A service that must manage the machine cannot be confined much. Waive it with that reason.',
    fix: 'Add a drop-in with `NoNewPrivileges=yes`, `ProtectSystem=strict`, `ProtectHome=yes`, `PrivateTmp=yes` and the folders that it writes in `ReadWritePaths=`.',
    references: ['CWE-250'],
  },
  *judge(deployment) {
    for (const component of deployment.components) if (component.input.isolation.sandbox !== undefined) yield judgeSandbox(component)
  },
}

function judgeSandbox(component: Component): Judgement {
  const options = component.input.isolation.sandbox ?? []
  const missing = options.filter((option) => option.essential && !option.on)
  const written = missing.flatMap(({ trail }) => trail)
  const base = about(component, written.length > 0 ? written : [component.at])
  if (missing.length === 0) return { ...base, verdict: 'pass' }
  const names = missing.map(({ name }) => name).join(', ')
  const nothing = options.every(({ on }) => !on)
  return {
    ...base,
    verdict: 'fail',
    message: nothing ? 'Nothing confines the service: taken over, it keeps every right of its user.' : `The service is not confined by ${names}.`,
    expected: 'NoNewPrivileges, ProtectSystem, ProtectHome and PrivateTmp',
    actual: nothing ? 'none of them' : `without ${names}`,
    fix: `add a drop-in with ${missing.map(({ name }) => `${name}=${name === 'ProtectSystem' ? 'strict' : 'yes'}`).join(', ')}`,
    reach: 'component',
    stake: 'defence',
  }
}
