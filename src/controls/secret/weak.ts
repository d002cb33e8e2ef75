import type { Control } from '../../model/control.ts'
import { doorsOf, guardian, holders, keysOf, placesOf, reachOf } from '../secrets.ts'

export const weak: Control = {
  id: 'secret/weak',
  title: 'credential is guessable',
  subject: 'secret',
  documentation: {
    why: 'A password that equals its user, a product or a dictionary word falls to the first list that is tried.',
    how: 'Values that serve as a password or key are compared with the names around them, with common words and their usual decorations, and measured by length and variety.',
    falsePositives: 'A test value that production replaces through its own environment: keep it out of the file that production reads.',
    fix: 'Generate at least 20 random characters.',
    references: ['CWE-521', 'NIST SP 800-63B 5.1.1'],
  },
  *judge(deployment) {
    for (const credential of deployment.credentials) {
      const { label, strength, uses, because } = credential
      if (strength === 'unknown' || strength === 'known') continue
      const locations = placesOf(uses)
      const base = {
        subject: label,
        discriminator: keysOf(uses),
        component: guardian(credential, deployment),
        key: uses[0]?.key ?? '',
        also: doorsOf(credential, deployment),
        locations,
      }
      if (strength !== 'weak' && strength !== 'empty') {
        yield { ...base, verdict: 'pass' }
        continue
      }
      const reach = reachOf(credential, deployment)
      yield {
        ...base,
        verdict: 'fail',
        message: `${holders(uses)}: a default-like credential that is guessed at once${because === undefined ? '' : ` (${because})`}.`,
        expected: 'at least 20 random characters',
        actual: `${label}, weak`,
        fix: 'generate a random value and set it at both ends',
        reach,
        stake: reach === 'host' || reach === 'internet' ? 'data' : 'defence',
      }
    }
  },
}
