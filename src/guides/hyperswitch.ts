import type { Guide } from '../model/guide.ts'
import { row } from './row.ts'
import { against, by } from './select.ts'

const router = { technology: ['hyperswitch'] }
const vault = { technology: ['hyperswitch-card-vault'] }
const keys = { technology: ['hyperswitch-encryption-service'] }
const pages = { technology: ['hyperswitch-control-center', 'hyperswitch-web', 'hyperswitch', 'nginx', 'grafana'] }
const keyManager = ['key_manager.url', 'external_key_manager.url']
const vaultKeys = ['jwekey.vault_private_key', 'jwekey.rust_locker_encryption_key', 'jwekey.vault_encryption_key', 'secrets.locker_private_key']
const stores = { role: ['datastore', 'cache', 'broker', 'directory', 'storage', 'coordination'] }

export const hyperswitch: Guide = {
  id: 'hyperswitch',
  title: 'Hyperswitch: security of a self-hosted setup',
  technologies: ['hyperswitch', 'hyperswitch-card-vault', 'hyperswitch-control-center', 'hyperswitch-encryption-service', 'hyperswitch-web'],
  requirements: [
    row('HYP-01', 'The provider guarantees the hardware and the handling of data'),
    row('HYP-02', 'The provider supports compliance checks'),
    row('HYP-03', 'Every component may do only what is its own', by('identity/administrator')),
    row('HYP-04', 'Rules are limited by role'),
    row('HYP-05', 'Rights go through service accounts, not through nodes'),
    row('HYP-06', 'Inner parts are not exposed to the internet', by('listener/plain-http listener/all-interfaces')),
    row('HYP-07', 'A layer stands between the internet and the application', by('listener/plain-http listener/all-interfaces', router)),
    row(
      'HYP-08',
      'Critical services talk over TLS from end to end',
      by('channel/encrypted channel/coherent channel/reachable'),
      by('listener/tls-policy', { technology: ['hyperswitch', 'hyperswitch-card-vault'], key: keyManager }),
    ),
    row('HYP-09', 'In Kubernetes the mesh gives mutual TLS'),
    row('HYP-10', 'Every layer has a network of its own', by('zone/segmented')),
    row('HYP-11', 'What may talk to what is written down, and closed otherwise', against('zone/segmented')),
    row('HYP-12', 'Application and storage layers have no way to the internet', against('zone/egress')),
    row('HYP-13', 'All traffic in and out passes proxies', against('zone/egress'), against('zone/allow-list', { technology: ['squid'] })),
    row(
      'HYP-14',
      'Firewalls stop unwanted traffic',
      by('zone/firewall', { technology: ['linux'] }),
      against('listener/rate-limit', { role: ['proxy'] }),
      against('component/dead-key', { technology: ['envoy'], key: ['rate_limits'] }),
    ),
    row('HYP-15', 'The storage layer is cut off from everything else', by('listener/datastore-published zone/datastore-isolated')),
    row('HYP-16', 'Snapshots of databases are stored safely'),
    row('HYP-17', 'Inner applications have safe passwords', by('secret/published secret/weak secret/framework-key')),
    row('HYP-18', 'Keys are in a key management service', by('secret/key-management')),
    row('HYP-19', 'Images are checked before they run', by('component/image-pinned')),
    row('HYP-20', 'Images are managed', by('component/image-pinned')),
    row(
      'HYP-21',
      'Sensitive values are handed over as secrets',
      by('secret/in-url secret/literal secret/in-argument secret/in-build secret/clear-text-file'),
    ),
    row('HYP-22', 'Only some may read and change secrets', against('store/configuration-writable')),
    row(
      'HYP-23',
      'The application encrypts personal data',
      by('secret/key-management', vault),
      by('secret/key-management', { ...router, key: ['key_manager.enabled'] }),
      by('secret/framework-key secret/published secret/weak', { ...router, key: ['secrets.master_enc_key'] }),
    ),
    row('HYP-24', 'Encryption has several levels', by('secret/key-management', vault)),
    row('HYP-25', 'Every merchant has keys of its own'),
    row(
      'HYP-26',
      'Payment data is protected on its way',
      by('component/mock-backend', { ...router, key: ['locker.mock_locker'] }),
      by('channel/encrypted channel/server-verified', { key: ['locker.host', 'locker.host_rs'] }),
      by('listener/tls-policy', { ...router, key: ['connectors.base_url'] }),
    ),
    row('HYP-27', 'Payment data leaves no trace', by('component/data-in-logs'), against('secret/left-behind', { key: ['canary'] })),
    row('HYP-28', 'Web client and dashboard are secured', by('listener/security-headers listener/cookie-flags', pages)),
    row('HYP-29', 'The setup is broken down into parts, each secured', against('channel/reachable channel/coherent')),
    row(
      'HYP-30',
      'All data in transit uses TLS 1.2 or later',
      by('channel/encrypted channel/plaintext-refused'),
      by('listener/tls-policy', { role: ['proxy', 'datastore', 'cache', 'broker'] }),
    ),
    row('HYP-31', 'Messages with the vault are signed and encrypted', by('secret/framework-key secret/published secret/weak', { key: vaultKeys })),
    row('HYP-32', 'Two people are needed to unlock the vault'),
    row(
      'HYP-33',
      'The card vault has its own machines, storage and keys',
      by('component/mock-backend', { ...router, key: ['locker.mock_locker'] }),
      by('zone/datastore-isolated secret/shared', vault),
    ),
    row(
      'HYP-34',
      'Router, vault and key manager show each other certificates',
      by('channel/encrypted channel/server-verified channel/authenticated listener/authenticated', keys),
      by('secret/key-management', { ...vault, key: ['external_key_manager.mode'] }),
      against('component/dead-key', { technology: ['hyperswitch-card-vault', 'hyperswitch-encryption-service'] }),
    ),
    row('HYP-35', 'Keys and certificates are changed on time'),
    row('HYP-36', 'Data is encrypted anew when keys change'),
    row('HYP-37', 'Keys have backups, and emergencies two people'),
    row('HYP-38', 'Logs come together in one place', against('component/logging-off')),
    row('HYP-39', 'Failed logins and changes raise alarms'),
    row('HYP-40', 'Nobody can change the log'),
    row('HYP-41', 'Changes of files are noticed'),
    row('HYP-42', 'Administrators need a second factor', by('identity/second-factor')),
    row('HYP-43', 'Only those allowed reach production data'),
    row('HYP-44', 'Scans for weaknesses run by themselves'),
    row('HYP-45', 'Sensitive values are masked in logs', by('component/data-in-logs'), by('component/debug-mode', router)),
    row('HYP-46', 'Certificates are managed by a program', by('channel/certificate')),
    row('HYP-47', 'Incidents are planned for and practised'),
    row('HYP-48', 'No published key is in use', by('secret/published'), against('component/vendor-example')),
    row(
      'HYP-49',
      'Data services ask who calls',
      by('listener/authenticated channel/authenticated', stores),
      by('listener/authenticated', { technology: ['loki', 'clickhouse', 'opensearch'] }),
      by('listener/anonymous-access', stores),
    ),
    row(
      'HYP-50',
      'Pages for operators ask for a login and are private',
      by('listener/admin-published'),
      by('listener/authenticated listener/anonymous-access', { role: ['admin', 'observability', 'mail'] }),
    ),
    row(
      'HYP-51',
      'No control socket, no JMX, no privileges of the host',
      by('component/control-socket component/daemon-over-tcp component/privileged listener/debug-port listener/remote-management'),
    ),
    row('HYP-52', 'The check of certificates is never switched off', by('channel/tls-verification channel/server-verified')),
    row('HYP-53', 'Only known origins call from a browser', by('listener/cross-origin')),
    row('HYP-54', 'Nothing loads code or reports home while it runs', by('component/runtime-fetch component/telemetry')),
    row('HYP-55', 'Jobs are inside the mesh too'),
    row(
      'HYP-56',
      'Containers run restricted',
      by(
        'component/root-user component/writable-root component/capabilities-kept component/capabilities-added component/no-new-privileges component/confinement-off',
      ),
      by('component/host-namespaces component/host-network component/privileged'),
    ),
    row('HYP-57', 'Network rules exist for every workload'),
    row('HYP-58', 'The list of the egress proxy works', by('zone/allow-list', { technology: ['squid'] })),
    row('HYP-59', 'State outlives the container', by('store/persistent store/unused-volume')),
  ],
}
