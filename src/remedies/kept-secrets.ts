import type { FailedVerdict } from '../model/control.ts'
import type { Component, Deployment } from '../model/graph.ts'
import { comparePlaces } from '../model/place.ts'
import type { Keeping } from '../model/keeping.ts'
import type { Proposal, Proposed, Remedy, Step } from '../model/remedy.ts'
import { isResolved } from '../model/setting.ts'
import type { Piece, Secret, Text } from '../model/text.ts'
import { pieces } from '../model/text.ts'
import { namedSecrets } from './rotation.ts'

/** How secrets arrive: this changes here. */
const ways: readonly string[] = ['secret/literal', 'secret/in-url']

/** What is said of values themselves: it must not go unseen because they do. */
const values: readonly string[] = ['secret/published', 'secret/weak', 'secret/shared', 'secret/framework-key']

/** Secrets of a machine's programs go from their environment to where the call wants them kept. */
export const keptSecrets: Remedy = {
  id: 'kept-secrets',
  title: 'secrets in units and files of variables',
  answers: [...ways, ...values],
  // whatever else changes an environment has done so
  last: true,
  propose: ({ deployment, failed: all }, { keeping }) => {
    if (keeping === undefined) return []
    const failed = all.filter(({ control }) => ways.includes(control))
    const secrets = secretsByUse(deployment)
    const unfit = isHidden(keeping) ? unfitIn(deployment, all) : () => false
    return together(deployment, failed).flatMap((components): readonly Proposed[] => {
      const names = components.map(({ id }) => id)
      const answers = failed.flatMap(({ control, judgement: { component = '', subject } }) =>
        names.includes(component) ? [{ control, subject }] : [],
      )
      const left = new Set<string>()
      const steps = components.flatMap((component): readonly Step[] => {
        const variables = [...variablesOf(component, components, failed)].flatMap((name) => {
          const text = textOf(component, name, secrets)
          if (text === undefined || pieces(text).some((piece) => typeof piece !== 'string' && unfit(component.id, name, piece.value))) left.add(name)
          else return [{ name, text }]
          return []
        })
        return variables.length === 0 ? [] : [{ component: component.id, phase: 'switch', does: { kind: 'kept-secrets', variables, keeping } }]
      })
      const kept = steps.length === 0 ? [] : [proposal(names, keeping, answers, steps)]
      if (left.size === 0) return kept
      const why = `${[...left].join(', ')}: its value is weak or written in a spelling of its own, and would be seen by nobody there`
      return [...kept, { answers, reason: 'needs-person', why }]
    })
  },
}

function proposal(names: readonly string[], keeping: Keeping, answers: Proposal['answers'], steps: readonly Step[]): Proposal {
  const from = keeping.in === 'store' ? 'from their store' : 'as credentials'
  return {
    id: `kept-secrets ${names.join(' ')}`,
    title: `secrets of ${names.join(', ')} come ${from} at each start, and stand in no file of its environment`,
    answers,
    steps,
    risks: [`whoever starts ${names.join(', ')} otherwise than by its unit has to give it these variables`],
  }
}

/** Kept so that nobody who reads the files can judge them. */
function isHidden(keeping: Keeping): boolean {
  return keeping.in === 'store' || keeping.sealed !== undefined
}

/** Whether something is said of a value, or of the variable that holds it. */
function unfitIn({ credentials }: Deployment, failed: readonly FailedVerdict[]): (component: string, key: string, value: string) => boolean {
  const said = failed.flatMap(({ control, judgement }) => (values.includes(control) ? [judgement] : []))
  return (component, key, value) => {
    const labels = credentials.flatMap((credential) => (credential.value.value === value ? [credential.label] : []))
    return said.some((each) => labels.includes(each.subject) || (each.component === component && each.key === key))
  }
}

/** What of a component's secrets stands in which variable. */
function secretsByUse(deployment: Deployment): (component: string, value: string) => Secret | undefined {
  const named = namedSecrets(deployment).filter(({ credential }) => isResolved(credential.value))
  return (component, value) => {
    const own = named.filter((each) => each.credential.value.value === value)
    const found = own.find(({ group }) => group.uses.some((use) => use.component === component)) ?? own[0]
    return found === undefined ? undefined : { name: found.name, value }
  }
}

/** Components that are concerned, with those that read the same lines: what is taken out there is taken from all of them. */
function together({ components }: Deployment, failed: readonly FailedVerdict[]): readonly (readonly Component[])[] {
  const open = new Set(failed.flatMap(({ judgement: { component } }) => component ?? []))
  const isUnit = ({ input }: Component): boolean => input.form === 'process' && input.unit !== undefined
  const groups: Component[][] = []
  for (const component of components) {
    if (!open.has(component.id) || !isUnit(component)) continue
    const sharing = components.filter((other) => other === component || sharesLines(component, other, failed))
    const same = groups.filter((group) => group.some((each) => sharing.includes(each)))
    for (const each of same) groups.splice(groups.indexOf(each), 1)
    groups.push([...new Set([...same.flat(), ...sharing])])
  }
  return groups
}

function sharesLines(one: Component, other: Component, failed: readonly FailedVerdict[]): boolean {
  return keysOf(one.id, failed).some((key) => {
    const [mine, theirs] = [one, other].map(({ input }) => input.env.get(key)?.trail[0])
    return mine !== undefined && theirs !== undefined && comparePlaces(mine, theirs) === 0
  })
}

function keysOf(component: string, failed: readonly FailedVerdict[]): readonly string[] {
  return [...new Set(failed.flatMap(({ judgement }) => (judgement.component === component ? (judgement.key ?? []) : [])))]
}

/** Those that fail of it, and those that it has from the same lines as others of which they fail. */
function variablesOf(component: Component, group: readonly Component[], failed: readonly FailedVerdict[]): ReadonlySet<string> {
  const own = keysOf(component.id, failed)
  const shared = group.filter((other) => sharesLines(other, component, failed)).flatMap(({ id }) => keysOf(id, failed))
  return new Set([...own, ...shared].filter((key) => component.input.env.has(key)))
}

/** The variable's text with its secrets as pieces; `undefined` where it has none, or one in a spelling of its own. */
function textOf({ id, input }: Component, name: string, secretOf: (component: string, value: string) => Secret | undefined): Text | undefined {
  const setting = input.env.get(name)
  if (setting === undefined || !isResolved(setting) || /[\n\0]/.test(setting.value)) return undefined
  const whole = secretOf(id, setting.value)
  if (whole !== undefined) return [whole]
  const address = /^([a-z][\w+.-]*:\/\/[^\s/@]*:)([^\s/@]+)(@.*)$/i.exec(setting.value)
  const [, before = '', password = '', after = ''] = address ?? []
  const secret = address === null ? undefined : secretOf(id, password)
  return secret === undefined ? undefined : ([before, secret, after] satisfies readonly Piece[])
}
