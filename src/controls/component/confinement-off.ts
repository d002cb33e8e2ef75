import type { Control } from '../../model/control.ts'
import { about, reachOf } from '../containers.ts'

const switches: readonly { readonly pattern: RegExp; readonly what: string; readonly means: string }[] = [
  { pattern: /^seccomp[:=]unconfined$/i, what: 'seccomp', means: 'every system call of the kernel is open to it' },
  { pattern: /^apparmor[:=]unconfined$/i, what: 'AppArmor', means: 'writes below /proc and /sys and mounts are no longer refused' },
  {
    pattern: /^label[:=]disable$/i,
    what: 'SELinux separation',
    means: 'files of other containers and of the host are told apart by permissions alone',
  },
  { pattern: /^systempaths[:=]unconfined$/i, what: 'the masking of system paths', means: 'the hidden parts of /proc and /sys are open to it' },
]

export const confinementOff: Control = {
  id: 'component/confinement-off',
  title: 'confinement by the kernel is off',
  subject: 'component',
  documentation: {
    why: "The engine's profiles refuse the system calls and paths through which containers were left in the past. Without them each fault of the kernel counts.",
    how: 'Fails for `seccomp`, `apparmor` and `systempaths` set to `unconfined` and for `label:disable` in `security_opt`, written with a colon or an equals sign.',
    falsePositives: "A debugger or a browser's sandbox may need one more system call: give it a profile that allows this one.",
    fix: 'Remove the option, or name a profile of your own.',
    references: ['CIS Docker 5.2', 'CIS Docker 5.3', 'CIS Docker 5.22'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      let isOff = false
      for (const option of component.input.isolation.securityOptions) {
        const value = option.value.trim()
        const found = switches.find(({ pattern }) => pattern.test(value))
        if (found === undefined) continue
        isOff = true
        yield {
          ...about(component, option.trail, found.what),
          verdict: 'fail',
          message: `${component.id} runs with ${found.what} switched off: ${found.means}.`,
          expected: "the engine's default profile, or one of your own",
          actual: value,
          fix: `remove ${value} from security_opt`,
          reach: reachOf(component),
          stake: 'defence',
        }
      }
      if (!isOff) yield { ...about(component, []), verdict: 'pass' }
    }
  },
}
