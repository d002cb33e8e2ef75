import type { Control } from '../../model/control.ts'
import { about, containersOf } from '../containers.ts'

export const noNewPrivileges: Control = {
  id: 'component/no-new-privileges',
  title: 'processes may gain new privileges',
  subject: 'component',
  grouped: { title: 'processes may gain new privileges' },
  documentation: {
    why: 'A program that runs as an ordinary user becomes root through any setuid file in its image. The flag takes that way from everything in the container.',
    how: 'Passes where `security_opt` has `no-new-privileges`, alone or with `:true` or `=true`. A default of the engine (`daemon.json`) is not seen here.',
    falsePositives:
      'The engine may set the flag for all containers: then waive this for the deployment. Programs that call `sudo` or `ping` as a user stop working.',
    fix: 'Write `security_opt: [no-new-privileges:true]`.',
    references: ['CIS Docker 5.26', 'OWASP Docker Rule 4'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      // Docker 27 daemon/daemon_unix.go: `no-new-privileges`, with `=` or `:`, then anything that Go's ParseBool takes
      const written = component.input.isolation.securityOptions.findLast(({ value }) => /^no-new-privileges(?:[:=]|$)/.test(value.trim()))
      const base = about(component, written?.trail ?? [])
      if (written !== undefined && /^no-new-privileges(?:[:=](?:1|t|T|true|TRUE|True))?$/.test(written.value.trim()))
        yield { ...base, verdict: 'pass' }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: 'Nothing keeps a process from becoming root through a setuid file of its image.',
          expected: 'no-new-privileges:true',
          actual: written === undefined ? 'not set' : 'switched off',
          fix: 'write security_opt: [no-new-privileges:true]',
          reach: 'component',
          stake: 'defence',
        }
    }
  },
}
