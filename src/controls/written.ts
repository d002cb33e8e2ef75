import type { Control, Documentation } from '../model/control.ts'
import type { CredentialUse } from '../model/graph.ts'
import { placesOf } from './secrets.ts'

interface Written {
  readonly id: string
  readonly title: string
  readonly grouped: string
  readonly documentation: Documentation
  readonly by: readonly CredentialUse['by'][]
  readonly message: (use: CredentialUse) => string
  readonly fix: (use: CredentialUse) => string
}

/** A control about the way in which secrets arrive: one finding for the deployment, with every line. */
export function written(about: Written): Control {
  return {
    id: about.id,
    title: about.title,
    subject: 'secret',
    grouped: { title: about.grouped },
    documentation: about.documentation,
    *judge(deployment) {
      for (const credential of deployment.credentials) {
        // a hole is filled from elsewhere: nothing is written here
        const isElsewhere = credential.value.unresolved.length > 0
        for (const use of credential.uses) {
          const base = { subject: use.component, component: use.component, key: use.key, locations: placesOf([use]) }
          if (isElsewhere || !about.by.includes(use.by)) {
            yield { ...base, verdict: 'pass' }
            continue
          }
          yield {
            ...base,
            verdict: 'fail',
            message: about.message(use),
            expected: 'a secret that arrives as a file only its program reads',
            actual: `${credential.label} by ${use.by}`,
            fix: about.fix(use),
            reach: 'component',
            stake: 'defence',
          }
        }
      }
    },
  }
}
