import { isIP } from 'node:net'
import type { Place } from '../../model/place.ts'
import type { Route, Site } from '../model/site.ts'
import { browserNotes } from './browser-notes.ts'
import { bodyNotes, scannerNotes } from './body-notes.ts'
import { embeddedNotes } from './embedded-notes.ts'
import type { GuardDocument } from './read.ts'

export interface Note {
  readonly place: Place
  readonly message: string
}

/** What a guard.yaml leaves open although it need not. */
export function notesOn(document: GuardDocument): readonly Note[] {
  const { file, sites, settings } = document
  const all = sites.flatMap((site) => [
    ...[...plainUpstream(site), ...browserNotes(site)].map((message) => ({
      place: { file, line: site.line },
      message,
    })),
    ...site.routes.flatMap((route) =>
      [...openRoute(route), ...bodyNotes(route, settings.scanner)].map((message) => ({ place: { file, line: route.line }, message })),
    ),
  ])
  const whole = [...scannerNotes(settings.scanner), ...localAccounts(settings.people.local?.['second-factor']), ...embeddedNotes(document)].map(
    (message) => ({ place: { file, line: 1 }, message }),
  )
  const needsKey = settings.identity === undefined && sites.some(({ userHeader }) => userHeader !== undefined)
  return needsKey
    ? [
        ...all,
        ...whole,
        { place: { file, line: 1 }, message: 'a program is told who somebody is by a header that nobody signs: identity.key lets it check' },
      ]
    : [...all, ...whole]
}

/** What the hardening guides advise against: an external provider knows who has left. */
function localAccounts(secondFactor: 'required' | 'optional' | undefined): readonly string[] {
  if (secondFactor === undefined) return []
  const external = "people.local: accounts of the guard's own are for small teams; the guides want an external provider (saml, oidc or ldap)"
  return secondFactor === 'required' ? [external] : [external, 'people.local: a password alone lets somebody in: second-factor: required']
}

function plainUpstream({ host, upstream }: Site): readonly string[] {
  if (upstream.kind !== 'http') return []
  const name = upstream.address.replace(/:\d+$/, '')
  const isHere = name === 'localhost' || (isIP(name) !== 0 && name.startsWith('127.'))
  return isHere ? [] : [`${host}: what stands behind it is asked in plaintext at ${upstream.address}: https with an authority and a name`]
}

function openRoute({ id, access, segments, below, methods, rate }: Route): readonly string[] {
  if (access.kind !== 'public') return []
  const changing = methods.filter((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
  return [
    ...(segments.length === 0 && below ? [`${id}: all of the site is public`] : []),
    ...(changing.length > 0 && rate === undefined ? [`${id}: anyone may ${changing.join(', ')}, as often as they like: give it a rate`] : []),
  ]
}
