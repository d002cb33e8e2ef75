import type { Control } from '../../model/control.ts'
import { about, containersOf } from '../containers.ts'

export const capabilitiesKept: Control = {
  id: 'component/capabilities-kept',
  title: 'default capabilities are kept',
  subject: 'component',
  grouped: { title: 'default capabilities are kept' },
  documentation: {
    why: 'A container starts with fourteen capabilities, among them raw sockets and changing owners of files. Few programs need one of them; an intruder makes use of each.',
    how: 'Passes where `cap_drop` has `ALL`. Privileged containers are not judged here, since nothing is dropped from them.',
    falsePositives: 'Images that start as root and change to their own user need `SETUID`, `SETGID` and `CHOWN`: drop all and add these back.',
    fix: 'Write `cap_drop: [ALL]` and add back what the program needs.',
    references: ['CIS Docker 5.4', 'OWASP Docker Rule 3'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const { capDrop, privileged } = component.input.isolation
      const base = about(
        component,
        capDrop.slice(0, 1).flatMap((drop) => drop.trail),
      )
      if (privileged?.value === true) yield { ...base, verdict: 'not-applicable' }
      else if (capDrop.some(({ value }) => /^(?:CAP_)?ALL$/i.test(value.trim()))) yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: 'The default capabilities are kept: an intruder has raw sockets and may change owners of files.',
          expected: 'cap_drop: [ALL]',
          actual: capDrop.length === 0 ? 'nothing dropped' : 'some dropped',
          fix: 'write cap_drop: [ALL] and add back what the program needs',
          reach: 'component',
          stake: 'defence',
        }
    }
  },
}
