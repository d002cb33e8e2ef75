import { farthest } from '../../model/exposure.ts'
import type { Control } from '../../model/control.ts'
import { componentOf, serverOf } from '../../model/lookup.ts'
import { concerned, staysInside } from '../channels.ts'
import { perMinuteAtMost } from '../../protocols/guesses.ts'

export const guesses: Control = {
  id: 'channel/guesses',
  title: 'passwords are tried as fast as one likes',
  subject: 'channel',
  documentation: {
    why: 'A program that counts no failed log-ins lets one address try thousands of passwords a minute, send as many mails for a reset, or make as many accounts. The proxy in front is the last that can slow it down.',
    how: `Programs of which it is known at which paths passwords are tried, resets asked for and accounts made, and that they count nothing themselves; and whether the proxy lets one address through to these paths more than ${perMinuteAtMost} times a minute, by any way.`,
    falsePositives: 'Something in front of the proxy may count (a content network, fail2ban on its log).',
    fix: 'Limit requests for these paths by address at the proxy: nginx has limit_req with a map of paths as its key.',
    references: ['CWE-307', 'OWASP ASVS 2.2.1'],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      const paths = serverOf(deployment, channel)?.logInPaths ?? []
      const proxy = componentOf(deployment, channel.from)
      if (paths.length === 0 || proxy?.role !== 'proxy' || channel.to.kind !== 'component' || staysInside(channel, deployment)) continue
      const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: channel.evidence }
      if (channel.pace === undefined) {
        const message = `Whether ${proxy.id} slows down who tries passwords at ${channel.to.component} cannot be told from its settings.`
        yield { ...base, verdict: 'unknown', message }
        continue
      }
      const fast = channel.pace.filter(({ perMinute }) => perMinute === 'unlimited' || perMinute > perMinuteAtMost)
      if (fast.length === 0) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      const names = fast.map(({ path }) => path).join(', ')
      yield {
        ...base,
        verdict: 'fail',
        message: `${proxy.id} lets one address through to ${names} of ${channel.to.component} as fast as it asks or nearly so, and ${channel.to.component} counts nothing itself.`,
        expected: `at most ${perMinuteAtMost} requests a minute and address to ${names}`,
        actual: fast.map(({ path, perMinute }) => `${path}: ${perMinute === 'unlimited' ? 'no limit' : `${perMinute} a minute`}`).join(', '),
        fix: `limit requests for ${names} by address at ${proxy.id}`,
        reach: farthest([proxy.exposure]),
        stake: 'defence',
      }
    }
  },
}
