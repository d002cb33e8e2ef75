/** What `verify` asks about, and the controls that judge its answers. */
export interface Topic {
  /** Ids of probes; `*` stands for any protocol or product. */
  readonly probes: readonly string[]
  readonly controls: readonly string[]
}

const inClear = ['channel/plaintext-refused', 'channel/coherent', 'listener/plain-http', 'listener/as-declared']
const doors = ['listener/authenticated', 'listener/anonymous-access', 'listener/open-api', 'listener/remote-management', 'component/daemon-over-tcp']
const pages = [
  'listener/security-headers',
  'listener/cookie-flags',
  'listener/cross-origin',
  'listener/host-header',
  'listener/proxy-trust',
  'component/debug-mode',
]
const rights = ['identity/over-privileged-default', 'identity/password-policy', 'zone/allow-list', 'listener/anonymous-access']

export const topics: Readonly<Record<string, Topic>> = {
  plaintext: { probes: ['*/transport', 'http/redirect'], controls: inClear },
  tls: { probes: ['tls/policy'], controls: ['listener/tls-policy', 'channel/certificate', 'listener/client-certificate'] },
  authentication: {
    probes: ['*/authentication', '*/logins', 'ldap/anonymous', 'zookeeper/nodes'],
    controls: ['listener/authenticated', 'listener/anonymous-access', 'channel/coherent'],
  },
  doors: { probes: ['*/doors'], controls: doors },
  accounts: { probes: ['*/behind-login'], controls: rights },
  pages: { probes: ['http/pages', 'http/cross-origin', 'http/host', 'http/forwarded', 'http/round-the-proxy'], controls: pages },
  messages: { probes: ['http/saml-metadata'], controls: ['channel/message-signing'] },
  egress: { probes: ['http/forward-proxy'], controls: ['zone/allow-list'] },
  ssh: { probes: ['ssh/server'], controls: ['listener/remote-login', 'listener/tls-policy'] },
  scanner: { probes: ['clamav/scanner'], controls: ['component/malware-scanner'] },
  reach: { probes: ['--zones'], controls: ['zone/excess-reach', 'zone/required-reach'] },
  sockets: { probes: ['host/sockets', 'container/sockets'], controls: ['listener/undeclared'] },
  container: { probes: ['container/confinement'], controls: ['component/contradiction'] },
  machine: { probes: ['host/in-force'], controls: ['component/memory-exposure', 'component/kernel'] },
  canary: { probes: ['--canary'], controls: ['store/encryption-at-rest', 'secret/left-behind', 'component/data-in-logs'] },
  credentials: { probes: ['--credentials'], controls: ['identity/published-log-in'] },
}

/** Why the running system is not asked, in one clause each. */
export const reasons: Readonly<Record<string, string>> = {
  act: 'it takes a deed in the application (an order, a task, a changed rule, a wrong log-in again and again), which a question must not do',
  client: 'a client would have to be led to a false server',
  cloud: 'only the provider or its console knows',
  cluster: 'Kubernetes is not asked yet',
  device: 'what lies under a mount is not read from the device',
  'egress-out': 'hosts outside are nobody that the call names',
  environment: 'values in the environment of running processes are secrets, and are not read',
  files: 'files inside of containers are not read',
  'log-in': 'it takes accounts of the application itself, of two kinds or more',
  records: 'it is told by records (backups, scans, logs, alarms) of the operator, in no form that is known',
  sessions: 'where a running program is connected, and what it has written, is told neither by its port nor by the database',
  time: 'it is about what changes over months: two reports side by side (--since) show it, one does not',
  versions: 'versions are told, and what is out of support is not known here',
  works: 'verify asks whether something is closed, not whether all that should work does',
}

const topicsOf = (text: string): readonly string[] => text.split(' ')

/** Of every row that a running system could settle: what is asked about it, or why nothing is. Topics and reasons have no name in common. */
export const wire: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  (
    [
      ['plaintext', 'COR-09 COR-10 COR-15 COR-26 COR-35 COR-39 COR-43 COO-01 COO-02 COO-03 CNF-06 CNF-25 ENM-45 HYP-08'],
      ['plaintext tls', 'COR-08 HYP-30'],
      ['tls', 'COR-14 COR-21 COO-07 COO-28 CNF-07 HYP-34 HYP-46'],
      ['authentication', 'COR-30 COR-37 COO-05 COO-14 COO-15 CNF-17 CNF-19 ENM-59 HYP-49'],
      ['authentication plaintext', 'COR-11'],
      ['authentication credentials', 'COR-41 CNF-20'],
      ['authentication accounts', 'ENM-54'],
      ['doors', 'COR-12 COR-28 COR-31 COR-33 CNF-01 ENM-28 ENM-65 HYP-51'],
      ['doors credentials', 'HYP-50'],
      ['accounts', 'COR-38 COR-42 COO-16 CNF-28 CNF-29 CNF-31 ENM-63 HYP-03'],
      ['pages', 'COR-22 COR-46 COR-48 COO-20 COO-29 COO-30 CNF-09 CNF-11 CNF-33 CNF-34 ENM-68 HYP-28 HYP-53'],
      ['pages reach', 'COR-20 COR-25 CNF-08 HYP-07'],
      ['messages', 'COR-44'],
      ['egress', 'HYP-58'],
      ['ssh', 'COO-09'],
      ['scanner', 'ENM-08'],
      ['reach', 'COR-16 COR-32 COR-40 COO-04 COO-06 CNF-26 ENM-18 ENM-22 ENM-24 ENM-25 ENM-27 ENM-33 ENM-48 ENM-56 HYP-11 HYP-15 HYP-33 HYP-43'],
      ['reach sockets', 'COR-29 COO-32 HYP-06'],
      ['sockets', 'COO-34 ENM-23 ENM-46 ENM-69'],
      ['container', 'COR-19 ENM-43 HYP-56'],
      ['machine', 'ENM-34 ENM-37'],
      ['canary', 'COR-03 COR-04 ENM-42 ENM-55 HYP-27'],
      ['credentials', 'COO-33 CNF-02 CNF-05 CNF-23 CNF-24 CNF-38 ENM-41 ENM-57 HYP-17 HYP-48'],
      ['act', 'COR-02 COR-05 COO-17 COO-22 COO-23 COO-24 COO-25 COO-26 COO-27 CNF-35 CNF-41 CNF-42 CNF-43 ENM-11 ENM-12 ENM-13 ENM-16 ENM-17'],
      ['act', 'ENM-61 HYP-14 HYP-23 HYP-25 HYP-31 HYP-32'],
      ['client', 'COR-13 COO-10 COO-35 ENM-60 ENM-66 ENM-67 HYP-52'],
      ['cloud', 'HYP-02 HYP-10 HYP-16'],
      ['cluster', 'HYP-04 HYP-05 HYP-09 HYP-19 HYP-20 HYP-22 HYP-55 HYP-57'],
      ['device', 'COR-01 COR-34 COR-36'],
      ['egress-out', 'COO-08 COO-36 ENM-19 ENM-20 ENM-26 ENM-50 HYP-12 HYP-13 HYP-54'],
      ['environment', 'CNF-16 HYP-18 HYP-21'],
      ['files', 'COR-17 COR-18 COR-49 CNF-12'],
      ['log-in', 'COR-23 COR-24 COR-27 COO-19 COO-21 CNF-21 CNF-27 CNF-32 CNF-36 CNF-37 ENM-32 HYP-42'],
      ['records', 'COR-06 ENM-07 ENM-15 ENM-30 ENM-31 ENM-44 HYP-37 HYP-38 HYP-39 HYP-40 HYP-41 HYP-44 HYP-45'],
      ['sessions', 'CNF-03 CNF-04 CNF-18 CNF-39 CNF-40 HYP-24 HYP-26 HYP-36'],
      ['time', 'COO-13 ENM-29 ENM-38 ENM-39 ENM-49 ENM-51 ENM-62 HYP-35'],
      ['versions', 'ENM-03 ENM-04 ENM-05 ENM-06 ENM-58'],
      ['works', 'COO-11 COO-12 CNF-10 CNF-13 CNF-22 CNF-30 HYP-29 HYP-59'],
    ] as const
  ).flatMap(([names, rows]) => rows.split(' ').map((row) => [row, topicsOf(names)] as const)),
)
