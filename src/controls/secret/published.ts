import type { Control } from '../../model/control.ts'
import { doorsOf, guardian, holders, isAdministrator, keysOf, pairPlaces, reachOf } from '../secrets.ts'

export const published: Control = {
  id: 'secret/published',
  title: 'published credential in use',
  subject: 'secret',
  documentation: {
    why: 'Default passwords and sample keys stand in documentation, images and search engines. Whoever finds the door tries them first, and no logging tells him apart from the owner.',
    how: 'Every value that serves as a password or key is compared, by its hash and after the usual decodings, with the values that products, images and guides publish.',
    falsePositives: 'None is known: a value that is published is known, whoever chose it.',
    fix: 'Generate a new random value, put it where only the program reads it, and change it at both ends.',
    references: ['CWE-1392', 'CWE-798'],
  },
  *judge(deployment) {
    for (const credential of deployment.credentials) {
      const { label, strength, uses } = credential
      const base = {
        subject: label,
        discriminator: keysOf(uses),
        component: guardian(credential, deployment),
        key: uses[0]?.key ?? '',
        also: doorsOf(credential, deployment),
        locations: pairPlaces(uses),
      }
      if (strength === 'unknown') continue
      if (strength !== 'known') {
        yield { ...base, verdict: 'pass' }
        continue
      }
      const reach = reachOf(credential, deployment)
      yield {
        ...base,
        verdict: 'fail',
        message: `${holders(uses)}: a published default credential${credential.because === undefined ? '' : ` (${credential.because})`}${isAdministrator(credential) ? ' that opens an administrator account' : ''}.`,
        expected: 'a random value of your own',
        actual: `${label}, published`,
        fix: 'generate a random value and set it at both ends',
        reach,
        stake: 'data',
      }
    }
  },
}
