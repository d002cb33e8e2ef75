import type { ChannelReport, ComponentReport, DeploymentReport, Finding, ListenerReport, Report } from '../model/report.ts'
import type { Severity } from '../model/vocabulary.ts'

/** A component as a test writes it; the rest is filled in. */
export function componentReport(id: string, given: Partial<ComponentReport> = {}): ComponentReport {
  const at = { file: 'compose.yml', line: 3, endLine: 9 }
  return {
    id,
    technology: id,
    role: 'application',
    version: null,
    image: `example/${id}:1`,
    profiles: [],
    zones: ['default'],
    listeners: [],
    at,
    ...given,
  }
}

export function listenerReport(port: number, protocol: string, given: Partial<ListenerReport> = {}): ListenerReport {
  return { port, protocol, exposure: 'zone', tls: 'none', authentication: 'password', ...given }
}

export function channelReport(from: string, to: string, port: number, protocol: string, given: Partial<ChannelReport> = {}): ChannelReport {
  return {
    id: `${from}->${to}:${port}`,
    from,
    to: { component: to },
    port,
    protocol,
    encryption: 'none',
    serverVerified: 'not-applicable',
    authentication: 'password',
    key: 'DATABASE_URL',
    evidence: [{ file: 'compose.yml', line: 12 }],
    ...given,
  }
}

export function findingReport(severity: Severity, given: Partial<Finding> = {}): Finding {
  return {
    id: `${severity}-1`,
    control: 'channel/encrypted',
    verdict: 'fail',
    severity,
    subject: { type: 'channel', id: 'api->db:5432' },
    title: 'connections are encrypted',
    message: 'api speaks to db:5432 in plaintext: whoever is on the network reads the data.',
    expected: 'TLS, with the server verified',
    actual: 'plaintext',
    fix: 'add sslmode=verify-full to DATABASE_URL',
    basis: 'configured',
    locations: [{ file: 'compose.yml', line: 12, endLine: 12 }],
    requirements: ['XMP-1'],
    references: ['CIS Docker 5.14'],
    remedy: null,
    occurrences: 1,
    ...given,
  }
}

export function deploymentReport(given: Partial<DeploymentReport> = {}): DeploymentReport {
  return { ...small, ...given }
}

export function reportOf(...deployments: readonly DeploymentReport[]): Report {
  return { schema: 'ringwall.report/0', tool: { name: 'ringwall', version: '1.2.3' }, deployments }
}

const small: DeploymentReport = {
  name: 'shop',
  root: '.',
  inputs: [
    {
      file: 'compose.yml',
      as: 'compose',
      status: 'partial',
      gaps: [
        { line: 20, why: 'the variable MAIL_HOST has no value' },
        { file: 'conf/app.env', why: 'the file is not there' },
      ],
    },
  ],
  components: [
    componentReport('proxy', {
      technology: 'nginx',
      role: 'proxy',
      version: '1.27',
      zones: ['front'],
      listeners: [listenerReport(443, 'http', { exposure: 'host', tls: 'required', authentication: 'none' })],
    }),
    componentReport('api', {
      technology: 'unknown',
      zones: ['front', 'back'],
      listeners: [listenerReport(8080, 'http', { authentication: 'unknown' })],
    }),
    componentReport('db', {
      technology: 'postgres',
      role: 'datastore',
      version: '16.2',
      zones: ['back'],
      listeners: [listenerReport(5432, 'postgres', { exposure: 'host' })],
    }),
  ],
  channels: [
    channelReport('proxy', 'api', 8080, 'http', {
      encryption: 'unknown',
      serverVerified: 'unknown',
      authentication: 'unknown',
      key: 'proxy_pass',
      evidence: [{ file: 'nginx.conf', line: 7 }],
    }),
    channelReport('api', 'db', 5432, 'postgres'),
    channelReport('api', 'smtp.example', 465, 'smtp', {
      to: { external: 'smtp.example' },
      encryption: 'required',
      serverVerified: 'yes',
      key: 'SMTP_URL',
    }),
  ],
  stores: [{ id: 'db:/var/lib/postgresql/data', component: 'db', path: '/var/lib/postgresql/data', holds: 'data', kept: 'volume', source: 'data' }],
  secrets: [{ label: 'secret A', strength: 'weak', places: [{ component: 'db', key: 'POSTGRES_PASSWORD', file: 'compose.yml', line: 14 }] }],
  identities: [{ component: 'db', power: 'administrator', key: 'POSTGRES_USER', secret: 'secret A' }],
  zones: [
    { name: 'front', internal: false, components: ['proxy', 'api'] },
    { name: 'back', internal: true, components: ['api', 'db'] },
  ],
  passed: [{ control: 'channel/reachable', subject: { type: 'channel', id: 'api->db:5432' } }],
  findings: [
    findingReport('critical', {
      id: 'critical-1',
      control: 'listener/datastore-published',
      subject: { type: 'listener', id: 'db:5432' },
      title: 'data stores are not published',
      locations: [
        { file: 'compose.yml', line: 30, endLine: 31 },
        { file: 'conf/a b#1.yml', line: 2, endLine: 2 },
      ],
    }),
    findingReport('high', { id: 'high-1' }),
    findingReport('low', {
      id: 'low-1',
      control: 'component/user',
      subject: { type: 'component', id: 'api' },
      title: 'components run without root',
      requirements: [],
      references: [],
    }),
    findingReport('medium', {
      id: 'unknown-1',
      verdict: 'unknown',
      control: 'listener/authenticated',
      subject: { type: 'listener', id: 'api:8080' },
      title: 'listeners ask who calls',
      expected: '',
      actual: '',
      fix: '',
    }),
  ],
  summary: { critical: 1, high: 1, medium: 0, low: 1, info: 0, unknown: 1, waived: 0, pass: 1 },
}

/** What the books and a baseline add: something accepted in two ways, something new, something fixed. */
export function bookedDeployment(): DeploymentReport {
  const waiver = {
    origin: 'project',
    owner: 'Ana',
    reason: 'only the balancer reaches it',
    until: '2027-01-31',
    file: 'ringwall.yaml',
    line: 4,
  } as const
  const findings = [
    findingReport('high', { id: 'new-1', baseline: 'new' }),
    findingReport('high', { id: 'old-1', baseline: 'unchanged', control: 'listener/plain-http', subject: { type: 'listener', id: 'api:8080' } }),
    findingReport('critical', { id: 'waived-1', verdict: 'waived', waiver, baseline: 'unchanged', control: 'listener/datastore-published' }),
    findingReport('low', {
      id: 'waived-2',
      verdict: 'waived',
      control: 'component/root-user',
      subject: { type: 'component', id: 'api' },
      waiver: { ...waiver, origin: 'inline', owner: 'inline', file: 'compose.yml', line: 8 },
      baseline: 'unchanged',
    }),
  ]
  const gone = { severity: 'medium', subject: { type: 'channel', id: 'api->cache:6379' }, title: 'connection is not encrypted' } as const
  const fixed = [{ id: 'fixed-1', control: 'channel/encrypted', ...gone, locations: [{ file: 'compose.yml', line: 31, endLine: 31 }] }]
  const summary = { critical: 0, high: 2, medium: 0, low: 0, info: 0, unknown: 0, waived: 2, pass: 1, new: 1, fixed: 1 }
  return deploymentReport({ findings, fixed, summary })
}

/** What another tool found. */
export function importedDeployment(): DeploymentReport {
  const tool = { name: 'Trivy', version: '0.58.1', rule: 'DS-0002' }
  const finding = findingReport('high', { control: 'import/trivy/DS-0002', tool, subject: { type: 'deployment', id: 'Dockerfile' } })
  const empty = { components: [], channels: [], stores: [], secrets: [], identities: [], zones: [], passed: [] }
  const summary = { critical: 0, high: 1, medium: 0, low: 0, info: 0, unknown: 0, waived: 0, pass: 0 }
  const inputs = [{ file: 'trivy.json', as: 'trivy', status: 'read', gaps: [] }] as const
  return deploymentReport({
    ...empty,
    name: 'trivy.json',
    inputs,
    findings: [finding],
    imported: { name: 'Trivy', version: '0.58.1', format: 'trivy' },
    summary,
  })
}

/** A platform of 28 components and 40 connections in three zones; four components have no connection. */
export function largeDeployment(): DeploymentReport {
  const tiers = [
    ...tier('proxy', 2, 'proxy', ['front']),
    ...tier('service', 9, 'application', ['front', 'back']),
    ...tier('worker', 4, 'worker', ['back']),
    ...tier('store', 6, 'datastore', ['back']),
    ...tier('monitor', 3, 'observability', ['monitoring']),
    ...tier('job', 4, 'job', ['back']),
  ]
  const states = [{}, { encryption: 'required', serverVerified: 'yes' }, { encryption: 'unknown', serverVerified: 'unknown' }] as const
  const ends = [
    ...Array.from({ length: 9 }, (_, at) => [`proxy-${(at % 2) + 1}`, `service-${at + 1}`, 8080, 'http'] as const),
    ...Array.from({ length: 18 }, (_, at) => [`service-${(at % 9) + 1}`, `store-${(at % 5) + 1}`, 5432, 'postgres'] as const),
    ...Array.from({ length: 8 }, (_, at) => [`worker-${(at % 4) + 1}`, `store-${(at % 3) + 4}`, 6379, 'redis'] as const),
    ...Array.from({ length: 5 }, (_, at) => [`monitor-${(at % 3) + 1}`, `service-${at * 2 + 1}`, 9090, 'http'] as const),
  ]
  const channels = ends.map(([from, to, port, protocol], at) => channelReport(from, to, port, protocol, states[at % 3]))
  const zones = ['front', 'back', 'monitoring'].map((name) => ({
    name,
    internal: name === 'back',
    components: tiers.filter((each) => each.zones.includes(name)).map(({ id }) => id),
  }))
  return deploymentReport({ name: 'platform', components: tiers, channels, zones })
}

function tier(name: string, size: number, role: string, zones: readonly string[]): readonly ComponentReport[] {
  return Array.from({ length: size }, (_, at) => {
    const listeners = [
      listenerReport(5000 + at, 'http', { exposure: at % 3 === 0 ? 'host' : 'zone', authentication: at % 2 === 0 ? 'none' : 'token' }),
    ]
    return componentReport(`${name}-${at + 1}`, { technology: name, role, zones, listeners })
  })
}

/** Text that tries to leave the place where it is shown. */
const hostileText = `<script>alert(1)</script>]]>"'\`|\u001b[31m\u202egnp.exe\u0000 -->&amp;`

/** Every text that can come from files is hostile. */
export function hostileDeployment(): DeploymentReport {
  const text = hostileText
  return deploymentReport({
    name: text,
    inputs: [{ file: text, as: 'compose', status: 'partial', gaps: [{ file: text, line: 1, why: text }] }],
    components: [
      componentReport(text, {
        technology: text,
        version: text,
        image: text,
        zones: [text],
        profiles: [text],
        listeners: [listenerReport(1, text, { exposure: 'host', authentication: text })],
      }),
    ],
    channels: [channelReport(text, text, 1, text, { key: text, authentication: text, evidence: [{ file: text, line: 1 }] })],
    zones: [{ name: text, internal: true, components: [text] }],
    findings: [
      findingReport('high', {
        id: text,
        control: text,
        title: text,
        message: text,
        expected: text,
        actual: text,
        fix: text,
        subject: { type: 'component', id: text },
        locations: [{ file: text, line: 1, endLine: 2 }],
        requirements: [text],
        references: [text],
      }),
      findingReport('high', {
        id: `${text} 2`,
        verdict: 'waived',
        waiver: { origin: 'project', owner: text, reason: text, until: text, file: text, line: 1 },
        tool: { name: text, version: text, rule: text },
      }),
    ],
    fixed: [{ id: text, control: text, severity: 'low', subject: { type: 'component', id: text }, title: text, locations: [] }],
  })
}
