import { recorders } from '../audit/recorders.ts'
import { reportBook } from '../browser/csp/book.ts'
import { label } from '../audit/values.ts'
import { decider } from '../decide/decide.ts'
import type { Knowledge } from '../decide/ports.ts'
import { keyAnswer } from '../keys/known.ts'
import { sessions } from '../people/sessions.ts'
import { rightAnswers } from '../rights/answers.ts'
import { onceOf } from '../state/once.ts'
import { sessionStore } from '../state/session-store.ts'
import { usesServer } from '../edge/uses.ts'
import { assertions } from './assertion.ts'
import { noEdge } from './edge.ts'
import { engineWatch } from './engine.ts'
import { agentServer } from './agent.ts'
import { bodies } from './bodies.ts'
import type { Ask, Service } from './decisions.ts'
import { answering, decisionServer } from './decisions.ts'
import { keyUses } from './key-uses.ts'
import { guardPortal } from './guard-portal.ts'
import { lifetime } from './lifetime.ts'
import type { Listener } from './listener.ts'
import { endingWatch } from './endings.ts'
import { manageServer } from './manage.ts'
import type { GuardParts } from './parts.ts'
import { portalServer } from './portal.ts'
import { rates } from './rate.ts'
import { knownPeople } from './known-people.ts'
import { remembered } from './remembered.ts'
import { guardRights } from './rights.ts'
import { upgrades } from './upgrades.ts'

export interface RunningGuard {
  /** For a data plane in the same process. */
  readonly ask: Ask
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

/** How often last uses of keys and reports of browsers are written, in milliseconds. */
const writeEvery = 5000
/** How often sessions are looked through. */
const sweepEvery = 60_000
const longestSession = 12 * 60 * 60_000
/** How often certificates, metadata and keys are looked through for what ends soon. */
const endingsEvery = 60 * 60_000
/** How often open sockets are decided again, besides at each change. */
const recheckEvery = 5000

/** Puts the rooms together: one decision service and one portal over one store and one audit log. */
export async function startGuard(parts: GuardParts): Promise<RunningGuard> {
  const { document, state, audit, hash, now, random, read, trouble, timed = (decide) => decide } = parts
  const life = lifetime(trouble)
  life.ends(state.close)
  life.ends(audit.close)
  const tell = recorders(audit, hash)
  const { lookUp, ...sources } = parts.sources({
    once: onceOf(state, now),
    accounts: state.accounts,
    telling: (account, change) =>
      audit.write({ kind: 'account', by: { type: 'account', id: label(`local:${account}`) }, change, account: label(account) }),
  })
  const assert = parts.identity === undefined ? undefined : assertions({ issuer: document.settings.name, key: parts.identity, now })
  const { desk: rights, edge, learn } = await guardRights({ ...parts, tell: tell.rights, assert }, life)

  const people = sessions({
    store: sessionStore(state, longestSession),
    random,
    now,
    lookUp,
    ended: (record, why) => void life.told(() => tell.sessionEnded(record, why), 'a log-out was not recorded')(),
  })
  life.every(
    sweepEvery,
    life.told(async () => {
      await people.sweep()
      await learn()
      await state.sweep(now())
    }, 'sessions were not looked through'),
  )

  const there = knownPeople(people.known, state.epoch, now)
  life.ends(there.end)
  const keys = remembered((keyed) => state.keys.find(keyed), state.epoch)
  life.ends(keys.end)
  const uses = keyUses(state.keys, now)
  const writeUses = life.told(uses.write, 'last uses of keys were not written')
  life.ends(writeUses)
  life.every(writeEvery, writeUses)
  const environment = document.settings.keys?.environment ?? 'live'
  const { pepper } = parts

  const knowledge: Knowledge = {
    session: there.session,
    key: pepper === undefined ? () => ({ refused: 'unknown-key' }) : keyAnswer({ environment, pepper, find: keys.find, now, used: uses.used }),
    may: rightAnswers(() => rights.live.acl, now),
    later: rates(now),
  }
  // what was counted once is not counted again
  const again = decider(document.sites, { ...knowledge, later: () => 0 })

  const sockets = upgrades({ decide: again, random, read })
  life.serves(sockets.server)
  life.ends(sockets.end)
  // a session or key that ends is known by its epoch; a right that ends with the clock is not
  const recheck = life.told(sockets.recheck, 'open sockets could not be decided again')
  life.ends(state.epoch.watch(() => void recheck()))
  life.every(recheckEvery, recheck)

  const looked = bodies({ document, decide: again, record: tell.decision, audit, hash, read, random, now, trouble })
  if (looked !== undefined) {
    life.ends(looked.close)
    life.serves(looked.server)
  }

  const engine = engineWatch(parts.fingerprints, (rendered) => {
    trouble('the engine works by another configuration than guard.yaml says: ringwall guard status')
    const what = label('another configuration is loaded')
    const event = { kind: 'settings', by: { type: 'guard', id: label('engine') }, what, content: hash(rendered) } as const
    void life.told(() => audit.write(event), 'that was not recorded')()
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

  const reports = reportBook({ keep: (seen) => state.reports.add(seen), later: rates(now), now })
  const writeReports = life.told(reports.write, 'what browsers reported was not written')
  life.ends(writeReports)
  life.every(writeEvery, writeReports)
  const portal = guardPortal({
    ...parts,
    sources,
    sessions: {
      ...people,
      begin: async (...all) => {
        const begun = await people.begin(...all)
        await learn()
        return begun
      },
    },
    record: tell.portal,
    rights,
    reports,
  })

  const { local } = sources
  const manage = manageServer({
    ...(pepper === undefined ? {} : { keys: { store: state.keys, environment, pepper, now } }),
    ...(local === undefined
      ? {}
      : { accounts: { office: local.office, ended: (id: string) => people.endOf((person) => person.id === id, 'revoked') } }),
    record: audit.write,
    hosts: document.sites.map(({ host }) => host),
    rights,
    reports: { book: reports, store: state.reports },
    edge,
    engine: engine.state,
    now,
  })

  const lookAtEndings = life.told(endingWatch({ document, read, keys: state.keys, audit, trouble, now }), 'what ends soon could not be told')
  void lookAtEndings()
  life.every(endingsEvery, lookAtEndings)

  const running = {
    ask: answering(service),
    decisions: life.serves(decisionServer(service)),
    agent: life.serves(agentServer(service)),
    portal: life.serves(portalServer(portal)),
    upgrades: sockets.server,
    ...(looked === undefined ? {} : { bodies: looked.server }),
    manage: life.serves(manage),
    ...(edge === noEdge
      ? {}
      : {
          uses: life.serves(
            usesServer(document.sites, ({ key, request, decision }) => {
              uses.used(key)
              void life.told(() => tell.decision(request, decision), 'what a key did was not recorded')()
            }),
          ),
        }),
  }
  await edge.begin()
  // HAProxy stops to let keys through before what it says of them is not heard any more
  life.ends(edge.end)
  return { ...running, close: life.end }
}
