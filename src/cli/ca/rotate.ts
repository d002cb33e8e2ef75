import { existsSync } from 'node:fs'
import { RingwallError } from '../../model/error.ts'
import { createAuthority } from '../../pki/authority.ts'
import { crossSign, mayCrossSign } from '../../pki/cross.ts'
import { exit } from '../io.ts'
import { choice } from '../options.ts'
import type { CaContext, Options } from './context.ts'
import { dateText, lifeOf, say, storeOf } from './context.ts'
import { recordOf } from './init.ts'
import { publishLists } from './lists.ts'
import { daysOption, keyOption, permittedOption } from './numbers.ts'
import { locked, passphrases, unlocked } from './passphrase.ts'
import type { AuthorityRecord, CaState } from './state.ts'
import { byId, changed, issuingOf, nextId } from './state.ts'
import type { Store } from './store.ts'
import { commit, keyPath } from './store.ts'

/** `ringwall ca rotate`: to a new root in three steps, with overlap, or to a new issuing authority in one. */
export async function runRotate(step: string, options: Options, context: CaContext): Promise<number> {
  const store = storeOf(options, context)
  const steps = { start, switch: switchOver, finish, abort, issuing } as const
  await steps[choice('rotate', step, ['start', 'switch', 'finish', 'abort', 'issuing'])](store, options, context)
  return exit.clean
}

/** Clients trust both roots; the old one issues on. The old root signs the new one too, for clients that trust the old one alone. */
async function start(store: Store, options: Options, context: CaContext): Promise<void> {
  const { state } = store
  if (state.authorities.some(({ phase, role }) => role === 'root' && (phase === 'next' || phase === 'retiring')))
    throw new RingwallError('usage', 'a rotation is under way already', { hint: '"ringwall ca status" tells its step' })
  const [rootId, issuingId] = [nextId(state, 'root'), nextId(state, 'issuing')]
  const secrets = passphrases(options, context)
  const oldRecord = byId(state, issuingOf(state).root)
  // the root of an authority that was imported may be somebody else's
  const hasKey = existsSync(keyPath(store.folder, oldRecord.id))
  const old = await unlocked(store, hasKey ? oldRecord : issuingOf(state), secrets)
  const asBefore = ['permitDns', 'permitIp', 'permitSpiffe', 'unconstrained'].every((key) => isEmpty(options[key]))
  const key = keyOption(options)
  const permitted = asBefore ? old.permitted : permittedOption(options)
  const life = lifeOf(context.now, daysOption(options, 'rootDays', '--root-days'))
  const root = await createAuthority({ name: `${state.name} ${numbered(rootId)}`, permitted, key, ...life }, context.random)
  const below = lifeOf(context.now, daysOption(options, 'issuingDays', '--issuing-days'), root.notAfter)
  const next = await createAuthority(
    { name: `${state.name} ${numbered(issuingId)}`, key, issuer: root, revocationUrl: state.revocationUrl, ...below },
    context.random,
  )
  const cross = mayCrossSign(old) ? await crossSign(root, old, context.random) : undefined
  const records: readonly AuthorityRecord[] = [
    { ...recordOf(rootId, 'root', root, rootId), phase: 'next', ...(cross === undefined ? {} : { cross }) },
    { ...recordOf(issuingId, 'issuing', next, rootId), phase: 'next' },
  ]
  const listed = await publishLists(
    records,
    new Map([
      [rootId, root],
      [issuingId, next],
    ]),
    [],
    context.now,
  )
  const keys = { [rootId]: await locked(root, 'root', secrets, context), [issuingId]: await locked(next, 'issuing', secrets, context) }
  commit(store, changed(state, listed), keys, context.disk)
  say(context, `${rootId} until ${dateText(root.notAfter)}: trusted beside the old one; ${issuingOf(state).id} issues on`)
  say(
    context,
    cross === undefined
      ? 'the old root lets no other root stand below it: every client has to have the new one first'
      : 'the old root signs the new one too',
  )
  say(
    context,
    `next: give ${store.shown}/trust.pem to all clients ("ringwall ca renew --all" where they read the ca.crt of their folder), then "ringwall ca rotate switch"`,
  )
}

/** The new authority issues; the old root is trusted until all that it stands for is replaced. */
async function switchOver(store: Store, _options: Options, context: CaContext): Promise<void> {
  const { state } = store
  if (!state.authorities.some(({ role, phase }) => role === 'root' && phase === 'next'))
    throw new RingwallError('usage', 'there is no new root to switch to', { hint: '"ringwall ca rotate start" makes one' })
  commit(store, moved(state, { current: 'retiring', next: 'current' }), {}, context.disk)
  say(context, `${issuingOf(moved(state, { current: 'retiring', next: 'current' })).id} issues from now on`)
  say(context, 'next: "ringwall ca renew" for all that the old one issued, restart the components, then "ringwall ca rotate finish"')
}

/** The old root is not trusted any more. Not while a certificate of it is in use. */
async function finish(store: Store, options: Options, context: CaContext): Promise<void> {
  const { state } = store
  const old = state.authorities.filter(({ root, phase }) => phase === 'retiring' && byId(state, root).phase === 'retiring').map(({ id }) => id)
  if (old.length === 0) throw new RingwallError('usage', 'there is no old root to drop', { hint: '"ringwall ca rotate switch" first' })
  const left = state.issued.filter(
    (each) => each.replaced === undefined && old.includes(each.issuer) && Date.parse(each.notAfter) > context.now.getTime(),
  )
  if (left.length > 0 && options['force'] !== true)
    throw new RingwallError('usage', `of the old authority are still in use: ${left.map(({ name }) => name).join(', ')}`, {
      hint: '"ringwall ca renew" renews them; --force drops it all the same',
    })
  const kept = moved(state, { retiring: 'dropped' })
  const next = { ...kept, authorities: kept.authorities.map(({ cross: _cross, ...rest }) => rest) }
  commit(store, next, {}, context.disk)
  say(
    context,
    `${old.join(', ')}: not trusted any more; give ${store.shown}/trust.pem to all clients ("ringwall ca renew --all"), and put the old keys away`,
  )
}

/** Back to where the rotation began. */
async function abort(store: Store, _options: Options, context: CaContext): Promise<void> {
  const { state } = store
  const isSwitched = state.authorities.some(({ role, phase }) => role === 'root' && phase === 'retiring')
  if (!isSwitched && !state.authorities.some(({ role, phase }) => role === 'root' && phase === 'next'))
    throw new RingwallError('usage', 'no rotation is under way')
  commit(store, moved(state, isSwitched ? { current: 'next', retiring: 'current' } : { next: 'dropped' }), {}, context.disk)
  say(context, isSwitched ? 'the old authority issues again; both roots are trusted' : 'the new root is dropped; only the old one is trusted')
}

/** A new issuing authority of the same root: clients notice nothing, as they trust the root. */
async function issuing(store: Store, options: Options, context: CaContext): Promise<void> {
  const { state } = store
  const before = issuingOf(state)
  const id = nextId(state, 'issuing')
  const secrets = passphrases(options, context)
  const root = await unlocked(store, byId(state, before.root), secrets)
  const life = lifeOf(context.now, daysOption(options, 'issuingDays', '--issuing-days'), root.notAfter)
  const made = await createAuthority(
    { name: `${state.name} ${numbered(id)}`, key: keyOption(options), issuer: root, revocationUrl: state.revocationUrl, ...life },
    context.random,
  )
  const [record] = await publishLists([recordOf(id, 'issuing', made, before.root)], new Map([[id, made]]), [], context.now)
  const next = changed(state, [{ ...before, phase: 'retiring' }, record!])
  commit(store, next, { [id]: await locked(made, 'issuing', secrets, context) }, context.disk)
  say(context, `${id} until ${dateText(made.notAfter)} issues from now on; what ${before.id} issued counts until it ends`)
}

type Phase = AuthorityRecord['phase']

/** The state with the authorities of some roots in another phase. Those that were only superseded below the same root stay as they are. */
function moved(state: CaState, phases: Partial<Record<Phase, Phase>>): CaState {
  const rootPhase = new Map(state.authorities.filter(({ role }) => role === 'root').map(({ id, phase }) => [id, phase]))
  return {
    ...state,
    authorities: state.authorities.map((each) => {
      const isLatest = each.role === 'root' || each.phase !== 'retiring' || latestBelow(state, each.root) === each.id
      const to = rootPhase.get(each.root) === each.phase && each.role !== 'external' ? phases[each.phase] : undefined
      return to === undefined || (to === 'current' && !isLatest) ? each : { ...each, phase: to }
    }),
  }
}

/** The issuing authority of a root that was made last. */
function latestBelow(state: CaState, root: string): string | undefined {
  return state.authorities.findLast(({ role, root: above, phase }) => role === 'issuing' && above === root && phase !== 'dropped')?.id
}

function numbered(id: string): string {
  return id.replace('-', ' ')
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0)
}
