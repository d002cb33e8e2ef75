import { farthest } from '../model/exposure.ts'
import type { Credential, CredentialUse, Deployment } from '../model/graph.ts'
import { componentOf, listenerOf } from '../model/lookup.ts'
import type { Place } from '../model/place.ts'
import type { Exposure, Reach } from '../model/vocabulary.ts'
import { protocolOfName } from '../protocols/reference-words.ts'
import { wordsOf } from '../protocols/secret-names.ts'

/** From how far away the credential can be tried: the farthest door that it opens. */
export function reachOf(credential: Credential, deployment: Deployment): Reach {
  const isDoorKnown = credential.uses.some((use) => use.as === 'account' && listenerOf(deployment, use.opens) !== undefined)
  // the store's own password, in the hands of a client whose connection is not understood, is tried at the store
  return farthest(credential.uses.map((use) => (isDoorKnown && use.as === 'named' && namesStore(use.key) ? 'zone' : doorOf(use, deployment))))
}

function namesStore(key: string): boolean {
  return protocolOfName(key) !== undefined || wordsOf(key).some((word) => word === 'db' || word === 'database' || word === 'sql')
}

/** A client's password opens its server, an account's its own component. */
function doorOf(use: CredentialUse, deployment: Deployment): Exposure {
  const listener = listenerOf(deployment, use.opens)
  if (listener !== undefined) return listener.exposure
  const component = componentOf(deployment, use.component)
  if (use.as === 'client') return 'zone'
  return component === undefined ? 'unknown' : component.exposure === 'component' && component.zones.length > 0 ? 'zone' : component.exposure
}

/** Where the value is written, once for each line. */
export function placesOf(uses: readonly CredentialUse[]): readonly Place[] {
  const places: Place[] = []
  for (const { trail } of uses) {
    const place = trail[0]
    if (place !== undefined && !places.some((other) => other.file === place.file && other.line === place.line)) places.push(place)
  }
  return places
}

/** Where user and password are written: a default is known as a pair. */
export function pairPlaces(uses: readonly CredentialUse[]): readonly Place[] {
  const users = uses.flatMap((use) => (use.as === 'account' && use.user !== undefined ? [{ ...use, trail: use.user.trail }] : []))
  return placesOf([...uses, ...users])
}

/** `POSTGRES_PASSWORD of db, DATABASE_URL of api`: who holds it, at most three by name. */
export function holders(uses: readonly CredentialUse[]): string {
  const names = [...new Set(uses.map((use) => `${use.key} of ${use.component}`))]
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}

/** The component that guards the door, for guides and profiles. */
export function guardian(credential: Credential, deployment: Deployment): string {
  const account = credential.uses.find((use) => use.as === 'account') ?? credential.uses.find((use) => use.as === 'secret')
  const opened = credential.uses.map((use) => listenerOf(deployment, use.opens)?.component).find((id) => id !== undefined)
  return account?.component ?? opened ?? credential.uses[0]?.component ?? ''
}

/** Everything that it opens, each with the setting at its door or in its client's hand. */
export function doorsOf(credential: Credential, deployment: Deployment): readonly { readonly component: string; readonly key: string }[] {
  return credential.uses.flatMap(({ as, component, key, opens }) => {
    if (as === 'account' || as === 'secret') return [{ component, key }]
    const server = listenerOf(deployment, opens)?.component
    return server === undefined ? [] : [{ component: server, key }]
  })
}

export function isAdministrator(credential: Credential): boolean {
  return credential.uses.some((use) => use.power === 'administrator')
}

/** Who holds it, in words that do not depend on the order of appearance, as labels do: the fingerprint is made of it. */
export function keysOf(uses: readonly CredentialUse[]): string {
  return [...new Set(uses.map(({ component, key, user }) => `${component} ${key}${user === undefined ? '' : ` ${user.value}`}`))].sort().join(', ')
}
