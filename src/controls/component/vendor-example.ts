import type { Control } from '../../model/control.ts'
import type { Credential, CredentialUse, Deployment } from '../../model/graph.ts'
import type { Place } from '../../model/place.ts'
import { publisherOfPair } from '../../protocols/known-pairs.ts'

/** Publishers of words that stand in the files of everybody. */
const everybody = /^(?:lists of common passwords|what many manuals write)$/
/** Of specifications: they tell that an example was copied, and not whose it is. */
const anybody = /test vectors$/

/** A value of somebody's example, where it is written. */
interface Telltale {
  readonly publisher: string
  readonly label: string
  readonly use: CredentialUse
  readonly place: Place
}

export const vendorExample: Control = {
  id: 'component/vendor-example',
  title: "vendor's example is used unchanged",
  subject: 'deployment',
  documentation: {
    why: 'Makers publish files that start at once. Whoever runs one as it is runs what everybody can read: its keys, its passwords, its switches for development, also those that nobody noticed.',
    how: 'Files in which two or more keys or logins stand that one maker publishes.',
    falsePositives: 'A file that was taken from an example, and in which everything else was made safe, still has these values: replace them.',
    fix: 'Write settings of your own for production, and take only what is needed from the example.',
    references: ['CWE-1188', 'CWE-1392'],
  },
  *judge(deployment) {
    const found = [...examples(telltales(deployment))]
    for (const { publisher, values } of found) {
      const first = values[0]!
      const labels = new Set(values.map(({ label }) => label)).size
      yield {
        subject: deployment.name,
        discriminator: `${publisher} ${first.place.file}`,
        component: first.use.component,
        key: 'vendor example',
        locations: values.map(({ place }) => place),
        verdict: 'fail',
        message: `${labels} values of ${first.place.file} are those of an example of ${publisher}: it looks like that example, with all that it leaves open.`,
        expected: 'settings of your own',
        actual: `${labels} published values in one file`,
        fix: 'replace these values, and go through the rest of the file',
        reach: 'host',
        stake: 'defence',
      }
    }
    if (found.length === 0) yield { subject: deployment.name, locations: [deployment.input.at], verdict: 'pass' }
  },
}

function telltales(deployment: Deployment): readonly Telltale[] {
  return deployment.credentials.flatMap((credential) =>
    credential.uses.flatMap((use) => {
      const place = use.trail[0]
      const publisher = use.by === 'default' ? undefined : publisherOf(credential, use)
      return place === undefined || publisher === undefined ? [] : [{ publisher, label: credential.label, use, place }]
    }),
  )
}

function publisherOf({ value, strength, because }: Credential, { user }: CredentialUse): string | undefined {
  const pair = user === undefined ? undefined : publisherOfPair(user.value, value.value)
  if (pair !== undefined) return pair
  return strength !== 'known' || because === undefined || everybody.test(because) ? undefined : because
}

/** Two different values of one maker in one file; values of specifications count for every maker. */
function* examples(all: readonly Telltale[]): Iterable<{ readonly publisher: string; readonly values: readonly Telltale[] }> {
  for (const file of new Set(all.map(({ place }) => place.file))) {
    const here = all.filter(({ place }) => place.file === file)
    for (const publisher of new Set(here.map((one) => one.publisher))) {
      if (anybody.test(publisher)) continue
      const values = here.filter((one) => one.publisher === publisher || anybody.test(one.publisher))
      const lines = values.filter(({ place }, index) => values.findIndex((other) => other.place.line === place.line) === index)
      if (new Set(values.map(({ label }) => label)).size >= 2) yield { publisher, values: lines }
    }
  }
}
