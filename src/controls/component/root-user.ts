import type { Control, Judgement } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import { isResolved } from '../../model/setting.ts'
import { about } from '../containers.ts'

export const rootUser: Control = {
  id: 'component/root-user',
  title: 'program runs as root',
  subject: 'component',
  grouped: { title: 'programs run as root' },
  documentation: {
    why: 'Root in a container is root of the host with fewer capabilities. A fault of the kernel or a careless mount is then all that an intruder needs. A service that runs as root needs not even that.',
    how: 'Reads `user`, or the user of a service; without it, what is known of the image: whether it sets a user, starts as root and drops to its own user, or stays root. Of an image that is not known nothing can be told.',
    falsePositives: 'With user namespaces (`userns-remap`, rootless engines) root inside is nobody outside. Waive the finding for the deployment.',
    fix: 'Write `user: "1000:1000"`, or build the image with a `USER` line, and give that user the folders that it writes.',
    references: ['CIS Docker 4.1', 'OWASP Docker Rule 2'],
  },
  *judge(deployment) {
    for (const component of deployment.components)
      if (component.input.form === 'container' || component.input.unit !== undefined) yield judgeUser(component)
  },
}

function judgeUser(component: Component): Judgement {
  const { user, entrypoint } = component.input
  const { runsAs } = component.image
  if (user !== undefined && user.value !== '') {
    const base = about(component, user.trail)
    if (!isResolved(user)) return { ...base, verdict: 'unknown', message: 'Which user the program runs as cannot be told: a variable has no value.' }
    const name = user.value.split(':')[0]?.trim() ?? ''
    if (name !== 'root' && !/^0+$/.test(name)) return { ...base, verdict: 'pass' }
    if (component.input.form === 'container')
      return { ...base, verdict: 'fail', message: 'The program is told to run as root.', ...failed, actual: 'root, by user' }
    return {
      ...base,
      verdict: 'fail',
      message: 'The program runs as root of the machine.',
      ...failed,
      actual: 'root',
      fix: ownUser,
      stake: 'takeover',
    }
  }
  const base = about(component, [])
  if (component.runsAs !== undefined && component.runsAs > 0) return { ...base, verdict: 'pass' }
  if (component.runsAs === 0)
    return {
      ...base,
      verdict: 'fail',
      message: 'The program runs as root, and no user is set.',
      ...failed,
      actual: 'root, as it runs',
      basis: 'observed',
    }
  if (runsAs === 'user') return { ...base, verdict: 'pass' }
  if (runsAs === 'drops' && entrypoint === undefined) return { ...base, verdict: 'pass' }
  if (runsAs === 'root')
    return {
      ...base,
      verdict: 'fail',
      message: 'The image runs its program as root, and no user is set.',
      ...failed,
      actual: 'root, by the image',
      basis: 'effective',
    }
  const why = runsAs === 'drops' ? 'the entrypoint that would leave root is replaced' : "no user is set, and the image's own is not known"
  return { ...base, verdict: 'unknown', message: `Which user the program runs as cannot be told: ${why}.` }
}

const failed = {
  expected: 'a user without privileges',
  fix: 'write user: "1000:1000", or the user that the image brings',
  reach: 'component',
  stake: 'defence',
} as const

const ownUser = 'give it a user of its own in the unit, without a shell, and give that user the folders that it writes'
