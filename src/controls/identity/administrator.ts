import type { Control } from '../../model/control.ts'
import type { Channel, CredentialUse, Deployment } from '../../model/graph.ts'
import { endName, listenerOf } from '../../model/lookup.ts'
import { concerned, reachOf } from '../channel/reach.ts'

export const administrator: Control = {
  id: 'identity/administrator',
  title: 'application uses an account of its own',
  subject: 'channel',
  documentation: {
    why: 'An application that logs in as administrator gives its own faults all rights of the server: one injection reads every database, changes every account.',
    how: 'The user of every connection is compared with the accounts that the server\'s settings create as administrators, and with the administrators that products come with.',
    falsePositives: 'A migration job needs more rights than the application: give it an account of its own too.',
    fix: 'Create an account that holds only what the application needs.',
    references: ['CWE-250', 'OWASP ASVS 14.2'],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      if (channel.to.kind !== 'component' || channel.user === undefined || channel.user.value === '') continue
      const account = administratorOf(channel, deployment)
      const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: places(channel) }
      if (account === undefined) continue
      yield {
        ...base,
        verdict: 'fail',
        message: `${channel.from} logs in to ${endName(channel)} with its admin account (${channel.key}): a fault of ${channel.from} has all rights there.`,
        expected: 'an account with the rights that the application needs',
        actual: 'the administrator that ' + account.key + ' creates',
        fix: `create an account for ${channel.from} at ${endName(channel)}`,
        reach: reachOf(channel, deployment),
        stake: 'defence',
      }
    }
  },
}

function administratorOf(channel: Channel, deployment: Deployment): CredentialUse | undefined {
  const to = channel.to.kind === 'component' ? channel.to : undefined
  return deployment.credentials
    .flatMap((credential) => credential.uses)
    .find(
      (use) =>
        use.as === 'account' &&
        use.power === 'administrator' &&
        (use.component === to?.component || (use.opens !== undefined && listenerOf(deployment, use.opens)?.id === to?.listener)) &&
        use.user !== undefined &&
        use.user.value.toLowerCase() === channel.user?.value.toLowerCase(),
    )
}

function places(channel: Channel): Channel['evidence'] {
  const user = channel.user?.trail[0]
  return user === undefined ? channel.evidence : [user, ...channel.evidence.filter((place) => place.file !== user.file || place.line !== user.line)]
}
