import type { Control } from '../../model/control.ts'
import type { Account, Channel, Deployment } from '../../model/graph.ts'
import { componentOf, endName } from '../../model/lookup.ts'
import type { Setting } from '../../model/setting.ts'
import { isBuiltInAdministrator } from '../../protocols/built-in-administrators.ts'
import { concerned, reachOf } from '../channels.ts'

export const administrator: Control = {
  id: 'identity/administrator',
  title: 'application uses an administrator account',
  subject: 'channel',
  documentation: {
    why: 'An application that logs in as administrator gives its own faults all rights of the server: one injection reads every database, changes every account.',
    how: "The user of every connection is compared with the accounts that the server's settings create as administrators, and with the administrators that products come with.",
    falsePositives: 'A migration job needs more rights than the application: give it an account of its own too.',
    fix: 'Create an account that holds only what the application needs.',
    references: ['CWE-250', 'OWASP ASVS 14.2'],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      if (channel.user === undefined || channel.user.value === '') continue
      const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: places(channel) }
      // a console for administrators is for that account
      if (channel.fromOutside === true || componentOf(deployment, channel.from)?.role === 'admin') continue
      const accounts = accountsAt(channel, deployment).filter((account) => account.user !== undefined && isSame(account.user, channel.user))
      const account = accounts.find(({ power }) => power === 'administrator')
      if (account === undefined) {
        if (accounts.some(({ power }) => power === 'application')) yield { ...base, verdict: 'pass' }
        if (accounts.length > 0 || !isBuiltInAdministrator(channel.protocol, channel.user.value)) continue
      }
      yield {
        ...base,
        verdict: 'fail',
        message: `${channel.from} logs in to ${endName(channel)} with its admin account (${channel.key}): a fault of ${channel.from} has all rights there.`,
        expected: 'an account with the rights that the application needs',
        actual: account === undefined ? 'the administrator that the server comes with' : `the administrator that ${account.key} creates`,
        fix: `create an account for ${channel.from} at ${endName(channel)}`,
        reach: reachOf(channel, deployment),
        stake: 'defence',
      }
    }
  },
}

function accountsAt({ to }: Channel, deployment: Deployment): readonly Account[] {
  return to.kind === 'component' ? deployment.accounts.filter(({ component }) => component === to.component) : []
}

/** Names of accounts as servers compare them: without regard to case, and to spaces after the commas of an LDAP name. */
function isSame(one: Setting, other: Setting | undefined): boolean {
  return other !== undefined && plain(one) === plain(other)
}

function plain({ value }: Setting): string {
  return value.toLowerCase().replaceAll(/,\s+/g, ',').trim()
}

function places(channel: Channel): Channel['evidence'] {
  const user = channel.user?.trail[0]
  return user === undefined ? channel.evidence : [user, ...channel.evidence.filter((place) => place.file !== user.file || place.line !== user.line)]
}
