import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import type { Conversation } from '../../wire/conversation.ts'
import { attempt } from '../../wire/fault.ts'
import type { Acl } from '../../wire/zookeeper.ts'
import { zkErrors, ZkSession } from '../../wire/zookeeper.ts'
import { askAsNamed } from '../login.ts'
import type { Account, Asking, Probe } from '../probe.ts'
import { talking } from '../talking.ts'

/** Nodes of applications that are looked at. */
const mostNodes = 20
/** Everything but reading: write, create, delete, admin (ZooDefs.Perms). */
const changing = 2 | 4 | 8 | 16

/** What a client without a log-in may do: a session, the names under the root, and what the access lists of the nodes say of everybody. */
export const nodes: Probe = {
  id: 'zookeeper/nodes',
  asks: 'whether a session without a log-in sees the nodes, and what their access lists give to everybody',
  connections: 1,
  async ask(_target, asking) {
    const answer = await attempt(() => talking(asking, (talk) => look(talk)))
    if (answer.ok) return answer.value
    // the alert comes with the first answer in TLS 1.3: the handshake itself stood
    const wantsCertificate = /alert.*certificate/i.test(answer.fault.detail)
    if (wantsCertificate && isTls(asking)) return { said: 'a client without a certificate is turned away', authentication: 'certificate' }
    return { said: 'no session came about', unproven: [answer.fault.detail] }
  },
}

/** The same with the account that the user named, which adds itself by digest: nodes that are closed to everybody are seen too. */
export const behindLogin: Probe = {
  id: 'zookeeper/behind-login',
  asks: 'behind the log-in that was named (digest): what the access lists of the nodes give to everybody; it only reads',
  connections: 2,
  applies: ({ login }) => login !== undefined,
  ask: (target, asking) =>
    askAsNamed(target, asking, async ({ talk }, login) => {
      const { said, observations = [], unproven = [] } = await look(talk, login)
      if (observations.length > 0) return { said: `with the account that was named: ${said}`, observations }
      return { said, unproven: [...unproven, 'the account that was named sees no access list'] }
    }),
}

function isTls({ transport }: Asking): boolean {
  return transport.plaintext !== 'served' && transport.tls === 'direct'
}

async function look(talk: Conversation, account?: Account): Promise<Learned> {
  const session = new ZkSession(talk)
  await session.begin()
  if (account !== undefined) await session.authenticate('digest', `${account.user}:${account.password}`)
  const root = await session.children('/')
  if (root.error === zkErrors.saslRequired || root.error === zkErrors.authFailed)
    return { said: `a session is opened, and asked for a log-in before anything else (${root.error})`, authentication: 'password' }
  if (root.error === zkErrors.noAuth) {
    session.end()
    return { said: 'a session without a log-in may not list the root', authentication: 'password' }
  }
  if (root.error !== zkErrors.none)
    return { said: `the root is answered with error ${root.error}`, unproven: [`error ${root.error} tells nothing of log-ins`] }
  const open: { readonly name: string; readonly changing: boolean }[] = []
  let seen = 0
  const names = root.names.filter((name) => name !== 'zookeeper')
  for (const name of ['', ...names.slice(0, mostNodes)]) {
    const { error, entries } = await session.acl(`/${name}`)
    if (error !== zkErrors.none) continue
    seen++
    const given = everybodys(entries)
    if (given !== 0) open.push({ name, changing: (given & changing) !== 0 })
  }
  session.end()
  const changed = open.filter((each) => each.changing)
  const said = `everybody sees ${names.length} nodes under the root; of ${seen} access lists ${changed.length} let everybody change`
  return {
    said,
    authentication: 'none',
    observations:
      seen > 0
        ? [
            judged(
              changed.map(({ name }) => name),
              seen,
            ),
          ]
        : [],
  }
}

function everybodys(entries: readonly Acl[]): number {
  return entries.filter(({ scheme, id }) => scheme === 'world' && id === 'anyone').reduce((all, { permissions }) => all | permissions, 0)
}

function judged(names: readonly string[], seen: number): Observation {
  const others = names.filter((name) => name !== '').length
  return {
    concern: 'anonymous-access',
    key: 'znode ACL',
    verdict: names.length > 0 ? 'unsafe' : 'safe',
    basis: 'observed',
    trail: [],
    message: 'everybody who reaches the port may change nodes, and so what the programs that rely on them do',
    actual:
      names.length > 0 ? `world:anyone changes ${names.includes('') ? 'the root and ' : ''}${others} of its nodes` : `none of ${seen} access lists`,
    expected: 'access lists of digest or sasl on the nodes of programs, and world:anyone nowhere but for reading',
    fix: 'let the programs make their nodes with their own log-in (setAcl for those that are there), and close the root: setAcl / world:anyone:r',
    stake: 'data',
  }
}
