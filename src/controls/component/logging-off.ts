import type { Control } from '../../model/control.ts'
import { about, containersOf, reachOf } from '../containers.ts'

export const loggingOff: Control = {
  id: 'component/logging-off',
  title: 'logging is off',
  subject: 'component',
  documentation: {
    why: 'Without logs nobody sees an attack while it runs, nor finds out afterwards what was taken.',
    how: 'Fails where the logging driver is `none`.',
    falsePositives: 'A program that sends its logs elsewhere by itself loses nothing. Waive it.',
    fix: 'Remove the driver `none`; use `local` with `max-size` to keep the disk from filling.',
    references: ['CIS Docker 2.13', 'OWASP ASVS 16.2'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const driver = component.input.isolation.loggingDriver
      const base = about(component, driver?.trail ?? [])
      if (driver?.value !== 'none') yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: `The output of ${component.id} is thrown away: an attack on it leaves no trace.`,
          expected: 'a logging driver',
          actual: 'none',
          fix: 'remove the logging driver none, or use local with max-size',
          reach: reachOf(component),
          stake: 'defence',
        }
    }
  },
}
