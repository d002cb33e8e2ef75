import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileAcl } from '../../../src/guard/acl/compile.ts'
import { decider } from '../../../src/guard/decide/decide.ts'
import { readGuard } from '../../../src/guard/document/read.ts'
import { keyAnswer } from '../../../src/guard/keys/known.ts'
import { edgeTable } from '../../../src/guard/edge/entries.ts'
import { usesServer } from '../../../src/guard/edge/uses.ts'
import { edgeFiles, sockets } from '../../../src/guard/render/types.ts'
import { rightAnswers } from '../../../src/guard/rights/answers.ts'
import { decisionServer } from '../../../src/guard/serve/decisions.ts'
import { recordOf } from './record.ts'

/** The decision service as a process of its own, with ten thousand keys in memory: what it costs to decide, without a store. */
const [file = '', keys = '', kept = ''] = process.argv.slice(2)
const read = readGuard(file, readFileSync(file, 'utf8'))
if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
const { document } = read
const pepper = Buffer.alloc(32, 7)
const texts = readFileSync(keys, 'utf8').trim().split('\n')
const records = new Map(texts.map((text, index) => recordOf(text, index, pepper, Date.now())).map((record) => [record.hash, record]))
// rights are the calling system's, scopes the key's: the one system here has them, among those of ten thousand others
const grants = [...Array.from({ length: 10_000 }, (_, index) => `system-${index}`), 'bench'].map((id) => ({
  id: `grant-${id}`,
  subject: { kind: 'key', id },
  resource: { kind: 'component', id: 'app' },
  effect: 'allow',
  relation: 'write',
  by: { kind: 'user', id: 'bench' },
  at: 0,
})) satisfies Parameters<typeof compileAcl>[0]['grants']
const acl = compileAcl({ epoch: 0, administrators: [], grants, memberships: [] }, [])
const server = decisionServer({
  decide: decider(document.sites, {
    session: () => undefined,
    key: keyAnswer({ environment: 'live', pepper, find: (hash) => records.get(hash), now: Date.now, used: () => undefined }),
    may: rightAnswers(() => acl, Date.now),
    later: () => 0,
  }),
  record: () => undefined,
  keeps: kept === 'kept',
  now: Date.now,
  ticket: () => '',
})
if (kept === 'judged') {
  // what HAProxy is told by a running guard, as it would have it after that: lent for as long as the bench takes
  const table = edgeTable(document.sites, [...records.values()], acl, Date.now())
  const lines = table.keys.flatMap(({ entries }) => [...entries].map(([key, value]) => `${key} ${value}\n`))
  writeFileSync(join(document.settings.folder, edgeFiles.keys), lines.join(''))
  writeFileSync(join(document.settings.folder, edgeFiles.lease), `alive ${Date.now() + 3_600_000}\ngeneration bench\n`)
  const path = join(document.settings.folder, sockets.uses)
  usesServer(document.sites, () => undefined).listen(path, () => chmodSync(path, 0o666))
}
const socket = join(document.settings.folder, sockets.decisions)
server.listen(socket, () => {
  chmodSync(socket, 0o666)
  process.stdout.write('ready\n')
})
process.once('SIGTERM', () => process.exit(0))
