import { configured } from '../model/fact.ts'
import type { Control } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import { severity } from '../model/severity.ts'
import type { AccountReading, ConnectionReading, ListenerReading } from '../model/technology.ts'
import type { DeployedSketch, DeploymentSketch } from './deployment.ts'
import { deployment, line } from './deployment.ts'

/** `api` (line 10) talks to `db` (line 20): plain PostgreSQL with a login unless a test says otherwise. The client's setting stands on line 12, the server's on line 22. */
export interface Talk {
  readonly client?: Partial<ConnectionReading>
  readonly server?: Partial<ListenerReading>
  readonly accounts?: readonly AccountReading[]
  readonly api?: Partial<DeployedSketch>
  readonly db?: Partial<DeployedSketch>
  readonly networks?: DeploymentSketch['networks']
}

export function talk({ client = {}, server = {}, accounts = [], api = {}, db = {}, networks = [] }: Talk): Deployment {
  const connection: ConnectionReading = {
    protocol: 'postgres',
    host: 'db',
    port: 5432,
    key: 'DATABASE_URL',
    trail: [line(12)],
    encryption: configured('none', [line(12)]),
    verification: configured('none', [line(12)]),
    authentication: configured('password', [line(12)]),
    ...client,
  }
  const listener: ListenerReading = {
    port: 5432,
    protocol: 'postgres',
    purpose: 'data',
    tls: configured('none', [line(22)]),
    authentication: configured('password', [line(22)]),
    ...server,
  }
  return deployment({
    components: [
      { id: 'api', ...api, is: { role: 'application', ...api.is, reading: { connections: [connection] } } },
      { id: 'db', ...db, is: { role: 'datastore', ...db.is, reading: { listeners: [listener], accounts } } },
    ],
    networks,
  })
}

/** Whatever a control says beyond not-applicable: `verdict-or-severity subject [discriminator] lines`. */
export function verdicts(control: Control, judged: Deployment): readonly string[] {
  return [...control.judge(judged)].flatMap((judgement) => {
    if (judgement.verdict === 'not-applicable') return []
    const worth = judgement.verdict === 'fail' ? severity(judgement.reach, judgement.stake) : judgement.verdict
    const mark = judgement.discriminator === undefined ? [] : [`[${judgement.discriminator}]`]
    return [[worth, judgement.subject, ...mark, ...(judgement.verdict === 'pass' ? [] : judgement.locations.map((place) => place.line))].join(' ')]
  })
}
