import type { Learned, Try } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Candidate } from './candidates.ts'
import type { Outcome } from './tries.ts'

type Tried = readonly Try[]

/** Who takes what nobody has takes anything: that is no matter of what is published. */
export function anybody(tries: Tried, how: string): Learned {
  return { said: `${how}: anybody gets in`, authentication: 'none', tries }
}

/** No answer came, so that nothing more was tried. */
export function stopped(tries: Tried, refused: readonly Candidate[] = []): Learned {
  return { said: saidOf(refused), tries, unproven: [`the log-ins ended early: ${tries.at(-1)?.outcome ?? 'nothing was tried'}`] }
}

/** One got in. `control`: the same account with a made-up password, without which it proves nothing. */
export function found(tries: Tried, candidate: Candidate, control: Outcome, refused: readonly Candidate[], all: readonly Candidate[]): Learned {
  const { pair, kind, trail } = candidate
  const who = tries.findLast(({ outcome }) => outcome === 'gets in')?.account ?? 'an account'
  if (control !== 'refused')
    return {
      said: `${who} gets in (${pair})`,
      tries,
      unproven: [`${who} gets in, and a made-up password cannot be told from it: ${tries.at(-1)?.outcome ?? 'no answer'}`],
    }
  const said = `${who} gets in (${pair}), and with a made-up password does not`
  if (kind === 'published') return { said, tries, observations: [published('unsafe', `${who} gets in with the password of ${pair}`)] }
  const told = all.filter((each) => each.kind === 'published')
  const open = told.filter((each) => !refused.includes(each))
  const safe = told.length > 0 && open.length === 0 ? [published('safe', saidOf(refused))] : []
  const unproven = open.length === 0 ? {} : { unproven: [`${open.length} of the published log-ins got no clear answer`] }
  if (kind === 'secret') return { said, tries, observations: safe, ...unproven }
  const guessed: Observation = { ...inFiles, verdict: 'unsafe', trail, actual: `${who} gets in with ${pair}` }
  return { said, tries, observations: [...safe, guessed], ...unproven }
}

/** None got in: that they are refused is proven only by one that is not. */
export function nothingFound(tries: Tried, refused: readonly Candidate[]): Learned {
  const other = tries.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'gets in')
  const open = other.map(({ account, pair, outcome }) => `${account} (${pair}): ${outcome}`)
  return {
    said: saidOf(refused),
    tries,
    unproven: [...open, 'nobody got in: whether this server would let anybody in from here is not known (--login names an account that gets in)'],
  }
}

function saidOf(refused: readonly Candidate[]): string {
  const [published_, others] = [refused.filter(({ kind }) => kind === 'published').length, refused.filter(({ kind }) => kind !== 'published').length]
  if (published_ + others === 0) return 'no log-in was refused'
  const parts = [...(published_ === 0 ? [] : [`${published_} published`]), ...(others === 0 ? [] : [`${others} of the files`])]
  return `refused: ${parts.join(', ')}`
}

const common = { concern: 'published-log-in', basis: 'observed', stake: 'data' } as const

function published(verdict: 'safe' | 'unsafe', actual: string): Observation {
  return {
    ...common,
    key: 'published log-ins',
    verdict,
    trail: [],
    message: 'a log-in gets in that is published for this product: whoever reaches the port has it',
    actual,
    expected: 'an account and a password of its own',
    fix: 'give the account a random password or remove it, and change it at every client',
  }
}

const inFiles = {
  ...common,
  key: 'log-ins of the files',
  message: 'a log-in of the files gets in whose password is guessed at once',
  expected: 'at least 20 random characters',
  fix: 'give the account a random password, and change it at every client',
} as const
