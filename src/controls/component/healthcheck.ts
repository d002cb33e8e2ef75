import type { Control } from '../../model/control.ts'
import { about, containersOf, isOneShot } from '../containers.ts'

export const healthcheck: Control = {
  id: 'component/healthcheck',
  title: 'health check is missing',
  subject: 'component',
  grouped: { title: 'health checks are missing' },
  documentation: {
    why: 'A program that hangs still counts as running. A health check lets the platform notice, and lets others wait until it is ready.',
    how: 'Looks for a `healthcheck` with a test; one that the image brings counts as well. A check that is switched off fails. Jobs and set-up steps are left out.',
    falsePositives: 'An image may bring a check that Ringwall does not know of; monitoring from outside may take its place.',
    fix: 'Write a `healthcheck` that asks the service itself, such as one request over its own port.',
    references: ['CIS Docker 4.6', 'CIS Docker 5.27'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const check = component.input.isolation.healthcheck
      const base = about(component, check === undefined ? [] : [check.at])
      const isOff = check?.disabled === true
      if (!isOff && isOneShot(component)) yield { ...base, verdict: 'not-applicable' }
      else if (!isOff && (check !== undefined || component.image.healthcheck === true)) yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          ...(isOff ? { discriminator: 'disabled' } : {}),
          verdict: 'fail',
          message: isOff
            ? 'The health check is switched off: a program that hangs still counts as running.'
            : 'There is no health check: a program that hangs still counts as running.',
          expected: 'a health check',
          actual: isOff ? 'switched off' : 'none',
          fix: 'write a healthcheck that asks the service itself',
          reach: 'component',
          stake: 'hygiene',
        }
    }
  },
}
