import type { CredentialUse, Deployment, Listener } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { ProductLogIns } from '../../model/log-ins.ts'
import type { Place } from '../../model/place.ts'
import { isResolved } from '../../model/setting.ts'
import type { Technology } from '../../model/technology.ts'
import type { Account } from '../../probes/probe.ts'

/** One log-in that may be tried. Its password stands in no report. */
export interface Candidate {
  readonly user: string
  readonly password: string
  /** Which password it is, for reports: who published it, or `secret A`. */
  readonly pair: string
  readonly kind: 'published' | 'guessable' | 'secret'
  /** Where the files hold it. */
  readonly trail: readonly Place[]
}

/** An account as reports show it. Whose name holds a password of the files has none there. */
export function shownAs(user: string, { password, kind }: Pick<Candidate, 'password' | 'kind'>): string {
  if (user === '') return 'no name'
  if (kind !== 'published' && user.toLowerCase().includes(password.toLowerCase())) return 'an account'
  return /^[\w.@%:*/=, -]{1,120}$/.test(user) ? user : 'another name'
}

/** What is known of logging in to the product behind a listener. */
export function productOf(technology: Technology | undefined, title: string | undefined): ProductLogIns | undefined {
  return technology?.logIns?.find(({ product }) => product === undefined || product === title)
}

/**
 * What is tried at a listener, in order: what its product publishes, what the examples of its clients publish for it, what the files hold and
 * is guessed at once. Then what should get in, as the control: the account of `--login`, and the other secrets of the files.
 */
export function candidatesFor(
  deployment: Deployment,
  listener: Listener,
  technologies: ReadonlyMap<string, Technology>,
  own: ProductLogIns | undefined,
  login: Account | undefined,
  nameless: boolean,
): readonly Candidate[] {
  const published = (own?.published ?? []).filter(({ at }) => at === undefined || at === listener.protocol)
  const clients = deployment.channels.flatMap(({ from, to }) => (to.kind === 'component' && to.listener === listener.id ? [from] : []))
  const examples = [...new Set(clients)].flatMap((client) => {
    const { technology, title } = componentOf(deployment, client) ?? {}
    return (productOf(technology === undefined ? undefined : technologies.get(technology), title)?.published ?? []).filter(
      ({ at }) => at === listener.protocol,
    )
  })
  const told = [...published, ...examples].map(({ user, password, source }): Candidate => ({
    user,
    password,
    pair: source,
    kind: 'published',
    trail: [],
  }))
  const files = fromFiles(deployment, listener, nameless)
  const named: readonly Candidate[] = login === undefined ? [] : [{ ...login, pair: 'the account of --login', kind: 'secret', trail: [] }]
  const guessable = files.filter(({ kind }) => kind === 'guessable')
  return once([...told, ...guessable, ...named, ...files.filter(({ kind }) => kind === 'secret')])
}

function fromFiles(deployment: Deployment, listener: Listener, nameless: boolean): readonly Candidate[] {
  return deployment.credentials.flatMap(({ label, value, strength, uses }): readonly Candidate[] => {
    if (!isResolved(value) || value.value === '') return []
    return uses.flatMap((use): readonly Candidate[] => {
      const user = use.user === undefined ? '' : isResolved(use.user) ? use.user.value : undefined
      if (user === undefined || (nameless && user !== '') || !opens(use, listener, nameless)) return []
      const kind = strength === 'known' || strength === 'weak' ? 'guessable' : 'secret'
      return [{ user, password: value.value, pair: label, kind, trail: use.trail }]
    })
  })
}

/** The password of a client at its server, of an account at its own program; where a value alone is said, a key that lets callers in. */
function opens({ as, opens: door, component, purpose }: CredentialUse, listener: Listener, nameless: boolean): boolean {
  if (as === 'client') return door === listener.id
  if (as === 'account') return !nameless && (door === undefined ? component === listener.component : door === listener.id)
  return nameless && as === 'secret' && component === listener.component && purpose === 'api-key'
}

/** The same account and password is tried once, whoever else names it. */
function once(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.toReversed().map((each) => [`${each.user}\0${each.password}`, each])).values()].toReversed()
}
