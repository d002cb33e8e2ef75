import type { FailedVerdict } from '../model/control.ts'
import type { Component, Deployment } from '../model/graph.ts'
import { componentOf } from '../model/lookup.ts'
import type { Place } from '../model/place.ts'
import type { LeftOpen, Proposed, Remedy, RemedyTools } from '../model/remedy.ts'
import type { SecretShape } from '../model/text.ts'
import { slug } from './secret-groups.ts'

/** A key that is missing is made, and every copy of the program gets the same. */
export const keys: Remedy = {
  id: 'keys',
  title: 'missing keys',
  answers: ['secret/framework-key', 'store/encryption-at-rest'],
  propose: ({ deployment, failed }, tools) =>
    failed.flatMap((verdict): readonly Proposed[] => {
      const component = componentOf(deployment, verdict.judgement.component ?? '')
      const wanted = component === undefined ? undefined : wantedKey(verdict, component, deployment)
      if (component === undefined || wanted === undefined) return []
      const answers = [{ control: verdict.control, subject: verdict.judgement.subject }]
      return 'reason' in wanted ? [{ answers, ...wanted }] : [{ ...proposal(wanted, component, deployment, tools), answers }]
    }),
}

interface WantedKey {
  readonly key: string
  readonly shape?: SecretShape
  readonly places: readonly Place[]
  readonly risk: string
}

function wantedKey(
  { judgement: { key: name = '', concern } }: FailedVerdict,
  component: Component,
  { keys: all }: Deployment,
): WantedKey | Pick<LeftOpen, 'reason' | 'why'> | undefined {
  const seen = component.observations.find((each) => each.key === name && each.concern === concern && each.wantSecret !== undefined)
  if (seen?.wantSecret !== undefined)
    return { key: name, shape: seen.wantSecret, places: seen.trail, risk: 'what was stored until now stays as it was: store it again to encrypt it' }
  const key = all.find((each) => each.component === component.id && each.key === name)
  if (key === undefined || (key.value !== undefined && key.value.value !== '')) return undefined
  if (key.purpose === 'encryption')
    return {
      reason: 'would-break',
      why: `what ${component.id} has stored could not be read with a new ${name}: encrypt it anew, as the product says`,
    }
  if (key.purpose !== 'session' && key.purpose !== 'signing')
    return { reason: 'needs-person', why: `whoever calls ${component.id} has to get ${name} too` }
  return {
    key: name,
    ...(key.shape === undefined ? {} : { shape: key.shape }),
    places: key.at === undefined ? [component.at] : [key.at],
    risk: 'everybody has to log in once more',
  }
}

function proposal({ key, shape, places, risk }: WantedKey, component: Component, deployment: Deployment, tools: RemedyTools) {
  const copies = deployment.components.filter((each) => isCopy(each, component))
  const secret = tools.secret(`${copies[0]?.id ?? component.id}-${slug(key)}`, shape)
  return {
    id: `key ${key} ${copies.map(({ id }) => id).join(' ')}`,
    title: `${copies.map(({ id }) => id).join(', ')}: ${key} is a new random value`,
    steps: copies.map(({ id, at }) => ({
      component: id,
      phase: 'switch' as const,
      does: { kind: 'secret' as const, key, secret, places: id === component.id ? places : [at] },
    })),
    risks: [risk],
  }
}

/** Containers of one image and one product are parts of one program; another program on a machine is one by itself. */
function isCopy(one: Component, other: Component): boolean {
  const image = other.input.image?.setting.value
  return one.id === other.id || (one.technology === other.technology && image !== undefined && one.input.image?.setting.value === image)
}
