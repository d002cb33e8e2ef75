import type { Control, Judgement } from '../../model/control.ts'
import type { Deployment, Key } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import { isResolved } from '../../model/setting.ts'

const fewest = 32

const kinds: Readonly<Record<Key['purpose'], string>> = {
  signing: 'a key that signs',
  encryption: 'a key that encrypts',
  'api-key': 'an API key',
  session: 'a key of sessions',
  'shared-secret': 'a shared secret',
}

export const frameworkKey: Control = {
  id: 'secret/framework-key',
  title: 'signing or encryption key is missing or too short',
  subject: 'secret',
  documentation: {
    why: 'Who knows the key that signs sessions makes himself any user; an empty encryption key stores what should be encrypted in the clear; a key that is made up at each start throws everybody out and differs between copies.',
    how: 'Every key that a known product signs, encrypts or admits with: is it set, is it empty, and has it as many characters as the product needs? Published values are reported by secret/published.',
    falsePositives: "A key that the image's own start script generates and keeps in a volume.",
    fix: 'Generate 32 random bytes and set them in every copy of the program.',
    references: ['CWE-321', 'CWE-1188'],
  },
  *judge(deployment) {
    for (const key of deployment.keys) {
      const judgement = judgeKey(key, deployment)
      if (judgement !== undefined) yield judgement
    }
  },
}

function judgeKey(key: Key, deployment: Deployment): Judgement | undefined {
  const component = componentOf(deployment, key.component)
  const places = [key.value?.trail[0] ?? key.at ?? component?.at ?? deployment.input.at]
  const base = {
    subject: `${key.component} ${key.key}`,
    component: key.component,
    key: key.key,
    locations: places.map(({ file, line }) => ({ file, line })),
  }
  const reach = component?.exposure === 'component' && component.zones.length > 0 ? 'zone' : (component?.exposure ?? 'unknown')
  const failing = {
    ...base,
    verdict: 'fail' as const,
    reach,
    expected: `at least ${key.atLeast ?? fewest} random characters`,
    fix: `generate a random value for ${key.key} and set it in every copy`,
  }
  if (key.value === undefined || key.value.value === '') {
    const absent = key.ifAbsent
    const state = key.value === undefined ? 'is not set' : 'is empty'
    if (absent === undefined)
      return key.value === undefined
        ? undefined
        : { ...base, verdict: 'unknown', message: `${key.key} of ${key.component} is empty: what the program does then is not known.` }
    if (absent.verdict === 'safe') return { ...base, verdict: 'pass' }
    const message = `${key.key} of ${key.component} ${state}: ${absent.why}.`
    if (absent.verdict === 'unknown') return { ...base, verdict: 'unknown', message }
    const effect = key.purpose === 'encryption' ? ' Encryption is disabled.' : ' The secret is missing.'
    return { ...failing, message: message + effect, actual: state, stake: 'defence', basis: 'effective' }
  }
  if (!isResolved(key.value))
    return {
      ...base,
      verdict: 'unknown',
      message: `${key.key} of ${key.component} has no value here: ${key.value.unresolved[0]?.why ?? 'unresolved'}.`,
    }
  if (key.value.value.length >= (key.atLeast ?? fewest)) return { ...base, verdict: 'pass' }
  return {
    ...failing,
    message: `${key.key} of ${key.component} has ${key.value.value.length} characters: too short for ${kinds[key.purpose]}.`,
    actual: `${key.value.value.length} characters`,
    stake: 'hygiene',
  }
}
