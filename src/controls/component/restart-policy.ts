import type { Control } from '../../model/control.ts'
import { about, containersOf, isOneShot } from '../containers.ts'

export const restartPolicy: Control = {
  id: 'component/restart-policy',
  title: 'component is not restarted after a fault',
  subject: 'component',
  grouped: { title: 'components are not restarted after a fault' },
  documentation: {
    why: 'Without a policy a program that ends stays down, also after the host starts again, until somebody notices.',
    how: 'Looks for `restart` or `deploy.restart_policy` at components that run for long. Jobs and set-up steps are left out.',
    falsePositives: 'An orchestrator that starts containers itself needs no policy here.',
    fix: 'Write `restart: unless-stopped`, or `on-failure:5` where endless restarts would hide a fault.',
    references: ['CIS Docker 5.15'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const restart = component.input.isolation.restart
      const base = about(component, restart?.trail ?? [])
      if (isOneShot(component)) yield { ...base, verdict: 'not-applicable' }
      else if (restart !== undefined && restart.value !== 'no' && restart.value !== 'none') yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: 'Nothing starts the program again when it ends or when the host starts.',
          expected: 'a restart policy',
          actual: restart?.value ?? 'not set',
          fix: 'write restart: unless-stopped',
          reach: 'component',
          stake: 'hygiene',
        }
    }
  },
}
