import type { Guide } from '../model/guide.ts'
import { row } from './row.ts'
import { against, by } from './select.ts'

const app = { technology: ['enmeshed-connector'] }
const database = { technology: ['mongodb', 'ferretdb', 'postgres'] }
const mongodb = { technology: ['mongodb', 'ferretdb'] }
/** FerretDB keeps its documents in PostgreSQL: what was found there by writing a value. */
const written = { technology: ['postgres'], key: ['canary'] }
const scanner = { technology: ['clamav'] }
const machine = { technology: ['linux'] }
const dumps = [
  'kernel.core_pattern',
  'fs.suid_dumpable',
  'kernel.core_uses_pid',
  'core dumps',
  'limits.conf core',
  'Storage',
  'ProcessSizeMax',
  'DefaultLimitCORE',
  'USE_KDUMP',
  'kdump.conf',
]
const connection = ['database.connectionString']
const backbone = ['transportLibrary.baseUrl']

export const enmeshed: Guide = {
  id: 'enmeshed',
  title: 'Enmeshed Connector: security considerations',
  technologies: ['enmeshed-connector'],
  requirements: [
    row('ENM-01', 'The operator owns the security of the connector and its data'),
    row('ENM-02', 'The connector is held to the rules of a business system'),
    row('ENM-03', 'The image of the connector comes from its makers and is kept up to date', against('component/image-pinned', app)),
    row('ENM-04', "The host's system is kept up to date", by('component/updates', machine)),
    row('ENM-05', 'The container runtime is kept up to date'),
    row('ENM-06', 'The database is kept up to date', against('component/image-pinned', database)),
    row('ENM-07', 'The firewall and its rules are kept up to date', by('zone/firewall', { ...machine, key: ['firewall', 'ENABLED'] })),
    row(
      'ENM-08',
      'The virus scanner and its signatures are kept up to date',
      by('component/malware-scanner component/updates', {
        ...scanner,
        key: ['Checks', 'FailIfCvdOlderThan', 'ScriptedUpdates', 'TestDatabases', 'Example'],
      }),
    ),
    row('ENM-09', 'The firmware of network devices is kept up to date'),
    row('ENM-10', 'Integration modules are kept up to date'),
    row('ENM-11', 'What comes in is not trusted'),
    row('ENM-12', 'Encrypted data of the backbone may be harmful'),
    row('ENM-13', 'What is sent and received is scanned for viruses'),
    row('ENM-14', 'Scanning happens outside, since the connector has none'),
    row('ENM-15', 'Hosts are scanned for viruses', by('component/malware-scanner', scanner)),
    row('ENM-16', 'The content of the database is scanned'),
    row('ENM-17', 'Encrypted traffic with the backbone is scanned too'),
    row('ENM-18', 'Access between networks that nobody needs is blocked', by('zone/segmented zone/datastore-isolated')),
    row(
      'ENM-19',
      'Only the backbone is reached outside, over TLS',
      by('channel/encrypted channel/server-verified', { key: backbone }),
      by('zone/egress', app),
    ),
    row('ENM-20', 'The firewall lets the backbone through'),
    row('ENM-21', 'Routes for updates are opened on purpose'),
    row('ENM-22', 'Nothing is opened to the internet', by('listener/plain-http listener/all-interfaces', app)),
    row('ENM-23', 'The connector asks the backbone, never the other way round'),
    row('ENM-24', 'The connector reaches its database', by('channel/reachable', { from: ['enmeshed-connector'], key: connection })),
    row('ENM-25', 'Other inner destinations are blocked unless they are set up', by('zone/egress', app)),
    row('ENM-26', 'The domains of webhooks and brokers are the allowed ones'),
    row('ENM-27', 'Only integration systems, developers and administrators come in'),
    row(
      'ENM-28',
      'Calls need an API key',
      by('listener/anonymous-access', { ...app, key: ['infrastructure.httpServer.authentication'] }),
      against('component/debug-mode', { ...app, key: ['debug'] }),
      against('component/dead-key', { ...app, key: ['API_KEY'] }),
    ),
    row('ENM-29', 'API keys are long random texts', by('secret/published secret/weak secret/framework-key', app)),
    row('ENM-30', 'API keys stay secret', by('secret/literal secret/clear-text-file', app), by('secret/left-behind', app)),
    row('ENM-31', 'Every calling system has a key of its own', by('secret/shared', app)),
    row('ENM-32', 'A key may call only what its owner needs', by('identity/over-privileged-default', { ...app, key: ['apiKey.keys.scopes'] })),
    row('ENM-33', 'End users do not reach the connector'),
    row('ENM-34', 'Memory dumps are off on the host', by('component/memory-exposure', { ...machine, key: dumps })),
    row('ENM-35', 'Memory dumps are allowed in development alone'),
    row('ENM-36', 'The decision on dumps is written down'),
    row(
      'ENM-37',
      'Memory that holds keys is neither swapped nor dumped',
      by('component/memory-exposure', { ...machine, key: ['swap', 'vm.swappiness', 'kernel.yama.ptrace_scope', ...dumps] }),
    ),
    row('ENM-38', 'API keys are changed regularly'),
    row('ENM-39', 'API keys expire', by('secret/key-expiry', app)),
    row(
      'ENM-40',
      'Example compose files are not used in production',
      by('component/example-deployment component/vendor-example component/placeholder'),
    ),
    row('ENM-41', 'No password of the example files is in use', by('secret/published secret/weak')),
    row('ENM-42', 'The database is encrypted at rest', by('store/encryption-at-rest', mongodb), by('store/encryption-at-rest', written)),
    row(
      'ENM-43',
      'The compose file is fit for production',
      by(
        'component/image-pinned component/healthcheck component/healthcheck-meaningful component/restart-policy component/root-user component/writable-root',
      ),
      by(
        'component/capabilities-kept component/no-new-privileges component/resource-limits component/logging-off store/persistent store/unused-volume',
      ),
    ),
    row('ENM-44', 'A firewall watches traffic in and out', by('zone/firewall', machine)),
    row('ENM-45', 'Insecure protocols are not allowed', by('channel/encrypted channel/plaintext-refused'), against('listener/plain-http')),
    row('ENM-46', 'Protocols that are not needed are blocked'),
    row('ENM-47', 'Exceptions are explicit and written down', by('channel/tls-verification')),
    row('ENM-48', 'A list says who may come in'),
    row('ENM-49', 'The list is complete and small'),
    row('ENM-50', 'The list holds the backbone'),
    row('ENM-51', 'The list holds nothing else'),
    row('ENM-52', 'Sources of updates are judged'),
    row('ENM-53', 'The list is reviewed regularly'),
    row(
      'ENM-54',
      "MongoDB's insecure defaults are mended",
      by('listener/authenticated channel/authenticated channel/encrypted', mongodb),
      by('channel/authenticated channel/encrypted', { key: connection }),
    ),
    row(
      'ENM-55',
      'The files of the database are encrypted',
      by('store/encryption-at-rest', mongodb),
      by('store/encryption-at-rest', written),
      by('store/encryption-at-rest secret/key-management', machine),
    ),
    row(
      'ENM-56',
      'The database is reached by the connector alone',
      by('listener/datastore-published zone/datastore-isolated', database),
      by('zone/firewall', { ...machine, key: ['port 27017', 'port 5432'] }),
    ),
    row(
      'ENM-57',
      'Credentials of the database are strong and kept well',
      by('secret/published secret/weak', database),
      by('secret/in-url', { technology: ['enmeshed-connector', 'ferretdb'] }),
      by('secret/clear-text-file', { ...app, key: connection }),
    ),
    row('ENM-58', 'The database is looked after', against('store/unused-volume'), against('store/persistent component/image-pinned', database)),
    row(
      'ENM-59',
      'FerretDB and its PostgreSQL follow the same rules',
      by('listener/authenticated channel/encrypted secret/in-url', { technology: ['ferretdb'] }),
      against('component/image-pinned', { technology: ['ferretdb'] }),
      against('channel/encrypted secret/in-url store/persistent', { technology: ['postgres'] }),
    ),
    row(
      'ENM-60',
      'Certificates of the backbone are pinned',
      by('listener/tls-policy', { ...app, key: ['enforceCertificatePinning'] }),
      against('component/contradiction', { ...app, key: ['enforceCertificatePinning'] }),
    ),
    row('ENM-61', 'Calls are limited before they reach the connector', by('listener/rate-limit', { role: ['proxy'] })),
    row('ENM-62', 'Password and address of the database change'),
    row('ENM-63', "The database user sees one tenant's data", by('identity/administrator', { ...mongodb, from: ['enmeshed-connector'] })),
    row('ENM-64', 'Penetration tests happen regularly'),
    row(
      'ENM-65',
      'Debug mode, API pages and automatic acceptance are off',
      by('component/debug-mode listener/open-api secret/left-behind', app),
      by('identity/over-privileged-default', {
        ...app,
        key: ['modules.autoAcceptPendingRelationships.enabled', 'modules.autoAcceptRelationshipCreationChanges.enabled'],
      }),
    ),
    row(
      'ENM-66',
      'The event stream checks the server',
      by('channel/tls-verification', { ...app, key: ['modules.sse.enabled'] }),
      by('channel/server-verified', { key: ['modules.sse.baseUrlOverride'] }),
    ),
    row(
      'ENM-67',
      'Webhooks check the server and are not logged',
      by('channel/tls-verification', { ...app, key: ['modules.webhooks.targets.skipTlsCheck'] }),
      by('channel/encrypted channel/server-verified', { key: ['modules.webhooks.targets.url'] }),
    ),
    row('ENM-68', 'Pages without a login leak nothing'),
    row('ENM-69', 'Debuggers and admin pages are never published', by('listener/debug-port listener/admin-published')),
  ],
}
