import type { Control } from '../../model/control.ts'
import { about, reachOf } from '../containers.ts'

export const deadKey: Control = {
  id: 'component/dead-key',
  title: 'setting has no effect',
  subject: 'component',
  documentation: {
    why: 'A setting that nobody reads is worse than none: whoever reads the file believes in a protection that is not there.',
    how: 'Settings that are written, but that the program in this version does not read, reads under another name, or replaces by another source.',
    falsePositives: 'A wrapper of your own around the image may read the variable. Then waive the finding.',
    fix: 'Use the setting that works, or remove the dead one.',
    references: ['CWE-1188'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      for (const { key, trail, why, fix, stake } of component.deadKeys) {
        yield {
          ...about(component, trail, key),
          key,
          verdict: 'fail',
          message: `${key} is set, but has no effect: ${why.replace(/\.$/, '')}.`,
          expected: 'a setting that the program reads',
          actual: 'set without effect',
          fix,
          reach: reachOf(component),
          stake,
          basis: 'effective',
        }
      }
      if (component.deadKeys.length === 0) yield { ...about(component, []), verdict: 'pass' }
    }
  },
}
