import type { Selector } from '../model/guide.ts'
import { against, by } from './select.ts'

const databases = { technology: ['mysql', 'postgres'] }
const documents = { technology: ['mongodb', 'ferretdb', 'postgres'] }
const redis = { technology: ['redis'] }
const airflow = { technology: ['airflow'] }
const directory = { technology: ['openldap'] }
const zookeeper = { technology: ['zookeeper'] }
const corridor = { technology: ['corridor'] }
const coopr = { technology: ['coopr'] }
const cornflow = { technology: ['cornflow'] }
const connector = { technology: ['enmeshed-connector'] }
const router = { technology: ['hyperswitch'] }
const stores = { role: ['datastore', 'cache', 'broker', 'directory', 'storage', 'coordination'] }

/** What accounts may do, as a server tells it behind a log-in: no file has these keys. */
const accounts = [
  'roles',
  'rights on every database',
  'rights of everybody',
  'grants to PUBLIC',
  'grant option',
  'databases by pattern',
  'schema public',
  'permissions',
  'root from other machines',
  'anonymous accounts',
  'accounts without a password',
  'stored passwords',
]
const ofAccounts = 'identity/over-privileged-default zone/allow-list listener/anonymous-access identity/password-policy'
const certificate = ['client-certificate']
const beside = ['direct reach']
/** How a container runs, beside how its files say that it does. */
const confinement = ['running privileged', 'running cap_add', 'running read_only', 'running user']

/**
 * What of the answers of `verify` answers a row, by its id, beside what its guide selects of the files: these findings come from a running
 * system alone.
 */
export const observed: Readonly<Record<string, readonly Selector[]>> = {
  'COR-08': against('channel/certificate listener/as-declared', corridor),
  'COR-09': against('channel/plaintext-refused', { technology: ['proftpd', 'vsftpd'] }),
  'COR-10': against('channel/plaintext-refused', databases),
  'COR-11': against('channel/plaintext-refused listener/authenticated', redis),
  'COR-14': against('channel/certificate', corridor),
  'COR-16': by('zone/excess-reach'),
  'COR-19': against('component/contradiction', { key: ['running user'] }),
  'COR-20': [...against('zone/excess-reach', corridor), ...against('listener/proxy-trust', { ...corridor, key: beside })],
  'COR-25': [...against('zone/excess-reach', corridor), ...against('listener/proxy-trust', { ...corridor, key: beside })],
  'COR-29': by('zone/excess-reach listener/undeclared', { ...corridor, role: ['worker'] }),
  'COR-32': against('zone/excess-reach', { technology: ['jupyter'] }),
  'COR-38': by(ofAccounts, { ...databases, key: accounts }),
  'COR-40': by('zone/excess-reach', redis),
  'COR-41': by('identity/published-log-in', redis),
  'COR-46': against('component/debug-mode', corridor),
  'COO-03': against('channel/plaintext-refused', databases),
  'COO-04': by('zone/excess-reach', databases),
  'COO-05': against('listener/authenticated', zookeeper),
  'COO-06': by('zone/excess-reach', zookeeper),
  'COO-07': by('listener/client-certificate', { ...coopr, key: certificate }),
  'COO-16': by(ofAccounts, { ...databases, key: [...accounts, 'clients from everywhere', 'CONNECT of PUBLIC'] }),
  'COO-28': by('listener/client-certificate', { ...coopr, key: certificate }),
  'COO-32': against('zone/excess-reach listener/undeclared'),
  'COO-33': by('identity/published-log-in', { technology: ['coopr', 'mysql', 'postgres'] }),
  'COO-34': against('listener/undeclared'),
  'CNF-01': against('listener/open-api listener/remote-management', airflow),
  'CNF-02': against('identity/published-log-in'),
  'CNF-05': against('identity/published-log-in', { technology: ['postgres'] }),
  'CNF-08': [...against('zone/excess-reach', cornflow), ...against('listener/proxy-trust', { ...cornflow, key: beside })],
  'CNF-11': against('listener/security-headers', { role: ['proxy'], key: ['Server'] }),
  'CNF-20': by('identity/published-log-in', { technology: ['flower'] }),
  'CNF-23': against('identity/published-log-in', directory),
  'CNF-24': by('identity/published-log-in', directory),
  'CNF-26': by('zone/excess-reach', { technology: ['openldap', 'phpldapadmin'] }),
  'CNF-28': against('identity/over-privileged-default listener/anonymous-access', { ...airflow, key: ['roles', 'AUTH_ROLE_PUBLIC'] }),
  'CNF-29': by('identity/over-privileged-default', { ...airflow, key: ['roles'] }),
  'CNF-31': by('identity/over-privileged-default', { ...airflow, key: ['roles'] }),
  'CNF-33': against('component/debug-mode', { ...cornflow, key: ['error page'] }),
  'CNF-38': by('identity/published-log-in', { technology: ['cornflow', 'airflow', 'postgres'] }),
  'ENM-18': by('zone/excess-reach'),
  'ENM-22': against('zone/excess-reach', connector),
  'ENM-23': by('listener/undeclared', connector),
  'ENM-24': by('zone/required-reach', { from: ['enmeshed-connector'] }),
  'ENM-25': against('zone/excess-reach'),
  'ENM-27': by('zone/excess-reach', connector),
  'ENM-28': against('listener/authenticated', connector),
  'ENM-33': against('zone/excess-reach', connector),
  'ENM-41': by('identity/published-log-in'),
  'ENM-43': against('component/contradiction', { key: confinement }),
  'ENM-46': by('listener/undeclared'),
  'ENM-48': against('zone/excess-reach', connector),
  'ENM-54': by(ofAccounts, { technology: ['mongodb', 'ferretdb'], key: accounts }),
  'ENM-56': by('zone/excess-reach', documents),
  'ENM-57': by('identity/published-log-in', documents),
  'ENM-63': by('identity/over-privileged-default', { ...documents, key: ['roles', 'rights on every database', 'databases by pattern'] }),
  'ENM-68': against('component/debug-mode', { ...connector, key: ['error page'] }),
  'ENM-69': against('listener/undeclared'),
  'HYP-03': by('identity/over-privileged-default', { ...stores, key: accounts }),
  'HYP-06': against('zone/excess-reach listener/undeclared'),
  'HYP-07': [...against('zone/excess-reach', router), ...against('listener/proxy-trust', { ...router, key: beside })],
  'HYP-11': against('zone/excess-reach'),
  'HYP-15': by('zone/excess-reach', stores),
  'HYP-17': by('identity/published-log-in'),
  'HYP-33': by('zone/excess-reach', { technology: ['hyperswitch-card-vault'] }),
  'HYP-34': by('listener/client-certificate', {
    technology: ['hyperswitch-card-vault', 'hyperswitch-encryption-service'],
    key: certificate,
  }),
  'HYP-43': against('zone/excess-reach', stores),
  'HYP-48': against('identity/published-log-in'),
  'HYP-50': against('identity/published-log-in', { role: ['admin', 'observability', 'mail'] }),
  'HYP-56': against('component/contradiction', { key: confinement }),
}
