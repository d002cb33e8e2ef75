import type { KeyObject } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { recorders } from '../audit/recorders.ts'
import type { AuditLog } from '../audit/writer.ts'
import type { Hashed } from '../audit/values.ts'
import { reportBook } from '../browser/csp/book.ts'
import { label } from '../audit/values.ts'
import type { Decide } from '../decide/decide.ts'
import { decider } from '../decide/decide.ts'
import type { Knowledge } from '../decide/ports.ts'
import type { GuardDocument } from '../document/read.ts'
import { keyAnswer } from '../keys/known.ts'
import { budget } from '../people/budget.ts'
import { sessions } from '../people/sessions.ts'
import type { Lent, Sources } from '../people/sources.ts'
import { sealing } from '../people/started.ts'
import { portal } from '../portal/app.ts'
import { rightAnswers } from '../rights/answers.ts'
import type { RightDesk } from '../rights/desk.ts'
import { openDesk } from '../rights/desk.ts'
import { directoryFacts } from '../rights/directory.ts'
import { onceOf } from '../state/once.ts'
import { sessionStore } from '../state/session-store.ts'
import type { GuardState } from '../state/types.ts'
import { hasEdge } from '../edge/routes.ts'
import type { EdgeParts } from '../edge/desk.ts'
import { usesServer } from '../edge/uses.ts'
import { assertions } from './assertion.ts'
import { guardEdge } from './edge.ts'
import type { EngineState } from './engine.ts'
import { engineWatch } from './engine.ts'
import { agentServer } from './agent.ts'
import { bodies } from './bodies.ts'
import type { Service } from './decisions.ts'
import { closed } from './closed.ts'
import { decisionServer } from './decisions.ts'
import type { Listener } from './listener.ts'
import { endingWatch } from './endings.ts'
import { manageServer } from './manage.ts'
import { portalServer } from './portal.ts'
import { rates } from './rate.ts'
import { remembered } from './remembered.ts'
import { upgrades } from './upgrades.ts'

export interface GuardParts {
  readonly document: GuardDocument
  readonly state: GuardState
  readonly audit: AuditLog
  /** Keyed hashes for the audit log. */
  readonly hash: (value: string) => Hashed
  readonly pepper?: Buffer
  readonly identity?: KeyObject
  /** Where people are known, with what this guard lends them. */
  readonly sources: (lent: Lent) => Sources
  readonly random: (bytes: number) => Buffer
  readonly now: () => number
  /** The text of a file that a site names. */
  readonly read: (file: string) => string
  /** Where HAProxy is told of keys that it judges by itself. */
  readonly edge?: Pick<EdgeParts, 'tell' | 'maps'>
  /** Fingerprints of guard.yaml, and of the engine's configuration as that has it. */
  readonly fingerprints: Pick<EngineState, 'document' | 'expected'>
  /** Takes the time of decisions. */
  readonly timed?: (decide: Decide) => Decide
  /** Told of what went wrong beside the way of a request. */
  readonly trouble: (what: string) => void
}

export interface RunningGuard {
  /** To be listened with on sockets of the data plane alone. */
  readonly decisions: Listener
  readonly agent: Listener
  readonly portal: Listener
  /** Where HAProxy says what it let through by itself. */
  readonly uses?: Listener
  readonly upgrades: Listener
  /** Absent where no route has its bodies looked at. */
  readonly bodies?: Listener
  /** On a socket of the guard's own account alone. */
  readonly manage: Listener
  readonly close: () => Promise<void>
}

const minute = 60_000
const longestSession = 12 * 60 * minute
/** How often last uses of keys and reports of browsers are written, in milliseconds. */
const usesEvery = 5000
/** How often certificates, metadata and keys are looked through for what ends soon. */
const endingsEvery = 60 * minute
/** How often open sockets are decided again, besides at each change. */
const recheckEvery = 5000

/** Puts the rooms together: one decision service and one portal over one store and one audit log. */
export async function startGuard(parts: GuardParts): Promise<RunningGuard> {
  const { document, state, audit, hash, now, random, trouble, timed = (decide) => decide } = parts
  const { logIn, lookUp, local, ...providers } = parts.sources({
    once: onceOf(state, now),
    accounts: state.accounts,
    telling: (account, change) =>
      audit.write({ kind: 'account', by: { type: 'account', id: label(`local:${account}`) }, change, account: label(account) }),
  })
  const tell = recorders(audit, hash)
  const environment = document.settings.keys?.environment ?? 'live'
  const uses = new Map<string, number>()
  const keys = remembered((keyed) => state.keys.find(keyed), state.epoch)
  const people = sessions({
    store: sessionStore(state, longestSession),
    random,
    now,
    lookUp,
    ended: (record, why) => {
      tell.sessionEnded(record, why).catch(() => trouble('a log-out was not recorded'))
    },
  })
  const desk = await openDesk({
    file: document.rights,
    store: state.rights,
    tell: tell.rights,
    newId: () => `right-${random(9).toString('base64url')}`,
  })
  const assert = parts.identity === undefined ? undefined : assertions({ issuer: document.settings.name, key: parts.identity, now })
  const edge =
    parts.edge === undefined || !hasEdge(document)
      ? undefined
      : guardEdge({
          ...parts.edge,
          sites: document.sites,
          state,
          acl: () => desk.live.acl,
          now,
          random,
          trouble,
          ...(assert === undefined ? {} : { assert }),
        })
  const rights: RightDesk = {
    ...desk,
    give: (right, actor) => desk.give(right, actor).finally(() => edge?.changed()),
    take: (id, actor) => desk.take(id, actor).finally(() => edge?.changed()),
  }
  const learn = async (): Promise<void> => {
    const there = await state.sessions.list()
    rights.learn(
      directoryFacts(
        there.map(({ person, secondFactor }) => ({ ...person, secondFactor })),
        now(),
      ),
    )
  }
  await learn()
  const endRights = state.epoch.watch(() => {
    rights
      .reload()
      .then(learn)
      .then(() => edge?.changed())
      .catch(() => trouble('rights could not be read'))
  })
  const knowledge: Knowledge = {
    session: people.person,
    key:
      parts.pepper === undefined
        ? () => ({ refused: 'unknown-key' })
        : keyAnswer({
            environment,
            pepper: parts.pepper,
            find: keys.find,
            now,
            used: (id) => void uses.set(id, now()),
          }),
    may: rightAnswers(() => rights.live.acl, now),
    later: rates(now),
  }
  // what was counted once is not counted again
  const again = decider(document.sites, { ...knowledge, later: () => 0 })
  const sockets = upgrades({ decide: again, random, read: parts.read })
  const looked = bodies({ document, decide: again, record: tell.decision, audit, hash, read: parts.read, random, now, trouble })
  const engine = engineWatch(parts.fingerprints, (rendered) => {
    trouble('the engine works by another configuration than guard.yaml says: ringwall guard status')
    audit
      .write({
        kind: 'settings',
        by: { type: 'guard', id: label('engine') },
        what: label('another configuration is loaded'),
        content: hash(rendered),
      })
      .catch(() => trouble('that was not recorded'))
  })
  const service: Service = {
    engine: engine.told,
    decide: timed(decider(document.sites, knowledge)),
    ticket: sockets.ticket,
    ...(assert === undefined ? {} : { assert }),
    record: tell.decision,
    keeps: document.settings['micro-cache'],
    now,
  }
  const decisions = decisionServer(service)
  const agent = agentServer(service)
  const reports = reportBook({ keep: (seen) => state.reports.add(seen), later: rates(now), now })
  const portalApp = portal({
    sites: document.sites,
    sessions: {
      ...people,
      begin: async (...all) => {
        const begun = await people.begin(...all)
        await learn()
        return begun
      },
    },
    ...(logIn === undefined ? {} : { logIn }),
    ...(local === undefined ? {} : { local: { accounts: local.accounts, sealing: sealing(local.way, random, now) } }),
    // a log-in under way at a provider ends with the guard that began it
    providers: { sealing: sealing(random(32), random, now), ...providers },
    budget: budget({ store: state.budgets, perAccount: 10, perNetwork: 100, window: 15 * minute, now }),
    random,
    atLeast: async (since, milliseconds) => {
      await sleep(Math.max(0, since + milliseconds - now()))
    },
    now,
    record: tell.portal,
    rights,
    reports,
  })
  const writeReports = (): void => {
    reports.write().catch(() => trouble('what browsers reported was not written'))
  }
  const writeUses = (): void => {
    if (uses.size === 0) return
    const written = new Map(uses)
    uses.clear()
    state.keys.used(written).catch(() => trouble('last uses of keys were not written'))
  }
  const lookAtEndings = endingWatch({ document, read: parts.read, keys: state.keys, audit, trouble, now })
  lookAtEndings()
  const sweep = (): void => {
    people
      .sweep()
      .then(learn)
      .then(() => state.sweep(now()))
      .catch(() => trouble('sessions were not looked through'))
  }
  const portalSocket = portalServer(portalApp)
  const manage = manageServer({
    ...(parts.pepper === undefined ? {} : { keys: { store: state.keys, environment, pepper: parts.pepper, now } }),
    ...(local === undefined
      ? {}
      : { accounts: { office: local.office, ended: (id: string) => people.endOf((person) => person.id === id, 'revoked') } }),
    record: (event) => audit.write(event),
    hosts: document.sites.map(({ host }) => host),
    rights,
    reports: { book: reports, store: state.reports },
    ...(edge === undefined ? {} : { edge }),
    engine: engine.state,
    now,
  })
  // a session or key that ends is known by its epoch; a right that ends with the clock is not
  const recheck = (): void => {
    sockets.recheck().catch(() => trouble('open sockets could not be decided again'))
  }
  const endSockets = state.epoch.watch(recheck)
  const timers = [
    setInterval(recheck, recheckEvery),
    setInterval(writeUses, usesEvery),
    setInterval(writeReports, usesEvery),
    setInterval(sweep, minute),
    setInterval(lookAtEndings, endingsEvery),
  ]
  const usesSocket: Listener | undefined =
    edge === undefined
      ? undefined
      : usesServer(document.sites, ({ key, request, decision }) => {
          uses.set(key, now())
          tell.decision(request, decision).catch(() => trouble('what a key did was not recorded'))
        })
  await edge?.begin()
  return {
    decisions,
    agent,
    portal: portalSocket,
    ...(usesSocket === undefined ? {} : { uses: usesSocket }),
    upgrades: sockets.server,
    ...(looked === undefined ? {} : { bodies: looked.server }),
    manage,
    async close() {
      for (const timer of timers) clearInterval(timer)
      endRights()
      endSockets()
      sockets.end()
      keys.end()
      await edge?.end()
      for (const server of [decisions, agent, portalSocket, manage, sockets.server, ...(looked === undefined ? [] : [looked.server])])
        await closed(server)
      await looked?.close()
      if (usesSocket !== undefined) await closed(usesSocket)
      writeUses()
      writeReports()
      await audit.close()
      await state.close()
    },
  }
}
