import type { Guide } from '../model/guide.ts'
import { row } from './row.ts'
import { against, by } from './select.ts'

const app = { technology: ['coopr'] }
const databases = { technology: ['mysql', 'postgres'] }
const zookeeper = { technology: ['zookeeper'] }
const sessions = ['sessionRequireClientSASLAuth', 'enforce.auth.enabled', 'enforce.auth.schemes', 'allowSaslFailedClients', 'requireClientAuthScheme']
const machine = { technology: ['linux'] }
const trust = ['server.tasks.ssl.trust.keystore.path']
const tasksTls = ['server.tasks.ssl.enabled']
const tasksStores = [...trust, 'server.tasks.ssl.keystore.path', 'server.tasks.ssl.keystore.password', ...tasksTls]
const usersStores = ['server.ssl.keystore.path', 'server.ssl.trust.keystore.path', 'server.ssl.keystore.password', 'server.ssl.enabled']
const login = ['security.authentication.handlerClassName', 'security.authentication.basic.realmfile', 'security.authentication.handler.hostname']
const identity = ['security.enabled', 'security.authentication.handlerClassName']
const jdbc = ['server.jdbc.connection.string']
const driver = ['server.jdbc.driver']

export const coopr: Guide = {
  id: 'coopr',
  title: 'Coopr: security plan',
  technologies: ['coopr'],
  requirements: [
    row(
      'COO-01',
      'Browsers reach the user interface over TLS',
      by('listener/plain-http', { ...app, key: ['COOPR_SSL'] }),
      by('component/dead-key', { ...app, key: ['COOPR_UI_SSL'] }),
    ),
    row(
      'COO-02',
      'The REST API for users is served over TLS',
      by('listener/plain-http', { ...app, key: ['server.ssl.enabled', 'security.auth.server.ssl.keystore.path'] }),
      by('component/dead-key component/contradiction', { ...app, key: usersStores }),
      by('channel/encrypted', { ...app, key: ['COOPR_SERVER_URI'] }),
    ),
    row(
      'COO-03',
      'The server calls its database over TLS',
      by('channel/encrypted channel/server-verified', { key: jdbc }),
      by('component/production-topology', { ...app, key: driver }),
    ),
    row(
      'COO-04',
      'The database is reached by its clients alone',
      by('listener/datastore-published zone/datastore-isolated', databases),
      by('zone/firewall', { ...machine, key: ['port 3306', 'port 5432'] }),
    ),
    row(
      'COO-05',
      'The server shows ZooKeeper who it is',
      by('channel/authenticated', { ...zookeeper, key: ['server.zookeeper.quorum'] }),
      by('component/contradiction', { ...app, key: ['zookeeper.quorum'] }),
      by('listener/anonymous-access component/dead-key component/contradiction', { ...zookeeper, key: sessions }),
    ),
    row(
      'COO-06',
      'ZooKeeper is reached by its clients alone',
      by('listener/datastore-published zone/datastore-isolated listener/remote-management listener/admin-published', zookeeper),
    ),
    row(
      'COO-07',
      'Server and provisioners show each other certificates',
      by('channel/encrypted channel/server-verified channel/authenticated listener/tls-policy', { key: ['provisioner.server.uri'] }),
      by('listener/client-certificate', { ...app, key: trust }),
      by('listener/plain-http', { ...app, key: tasksTls }),
      by('component/dead-key component/contradiction', { ...app, key: tasksStores }),
    ),
    row('COO-08', 'Providers are called with their own security settings'),
    row('COO-09', 'Nodes are only pushed to, over SSH', against('listener/ssh'), by('listener/remote-login', { technology: ['openssh'] })),
    row('COO-10', 'Host keys of nodes are checked', by('channel/host-key', { technology: ['openssh'] })),
    row('COO-11', 'Clusters cannot reach each other', by('zone/firewall', { ...app, key: ['coopr_firewall'] }), by('zone/firewall', machine)),
    row(
      'COO-12',
      'Every cluster can have a firewall',
      by('zone/firewall', { ...app, key: ['coopr_firewall'] }),
      by('zone/firewall', { ...machine, key: ['firewall', 'input', 'ENABLED', 'IPv6'] }),
    ),
    row('COO-13', 'Firewalls differ by cluster and can be changed'),
    row('COO-14', 'ZooKeeper can ask for Kerberos', by('listener/authenticated', zookeeper)),
    row(
      'COO-15',
      'Only Coopr reads and writes its nodes in ZooKeeper',
      by('listener/anonymous-access', zookeeper),
      by('identity/over-privileged-default', { ...zookeeper, key: ['skipACL'] }),
      by('component/contradiction', { ...app, key: ['security.data.keyfile.path', 'security.token.distributed.parent.znode'] }),
    ),
    row(
      'COO-16',
      'Only the user of Coopr, from its hosts, reads and writes the database',
      by('identity/administrator', { ...databases, from: ['coopr'] }),
      by('listener/authenticated', databases),
    ),
    row('COO-17', 'Sensitive data in the database is encrypted', by('store/encryption-at-rest', app), by('secret/key-management', app)),
    row(
      'COO-18',
      'The password of the database does not stand in a settings file',
      by('secret/clear-text-file secret/in-url', { key: [...jdbc, 'server.db.password'] }),
      by('store/file-access', { ...app, key: ['server.db.password'] }),
    ),
    row(
      'COO-19',
      'Users come from a directory',
      by('listener/anonymous-access', { ...app, key: identity }),
      by('identity/password-policy', app),
      by('component/contradiction', { ...app, key: login }),
      by('channel/encrypted channel/server-verified', { key: login }),
    ),
    row(
      'COO-20',
      'Headers that say who calls cannot be forged',
      by('listener/anonymous-access', { ...app, key: identity }),
      by('listener/proxy-trust', { role: ['proxy'], key: ['Coopr-UserID', 'Coopr-TenantID', 'Coopr-ApiKey', 'X-Remote-User'] }),
      by('identity/token-lifetime', app),
    ),
    row('COO-21', 'Groups may do what rules say'),
    row('COO-22', 'Only administrators and those with the grant right change the rules'),
    row('COO-23', 'Tasks are kept for an audit', by('store/persistent', app), by('component/production-topology', { ...app, key: driver })),
    row('COO-24', 'The audit log holds all that users do', by('component/audit-log', app), against('component/logging-off', app)),
    row('COO-25', 'The audit log holds what was given to whom'),
    row(
      'COO-26',
      'Credentials of providers are encrypted',
      by('store/encryption-at-rest', { ...app, key: ['server.credential.store.encrypt.enabled'] }),
    ),
    row('COO-27', 'Only scripts that were set up beforehand run on nodes'),
    row(
      'COO-28',
      'The APIs between server and provisioners ask for a certificate',
      by('listener/plain-http', { ...app, key: [...tasksTls, 'provisioner.bind.ip'] }),
      by('listener/client-certificate', { ...app, key: [...trust, 'provisioner.bind.ip'] }),
    ),
    row('COO-29', 'Pages are protected against foreign scripts', by('listener/security-headers', { technology: ['coopr', 'nginx'] })),
    row('COO-30', 'Pages are protected against forged requests', by('listener/cookie-flags', app)),
    row('COO-31', 'What is planned is told apart from what is there', by('component/dead-key', app)),
    row('COO-32', 'All connections stand in a model'),
    row('COO-33', 'No key or password that was shipped is in use', by('secret/published', { technology: ['coopr', 'mysql', 'postgres'] })),
    row('COO-34', 'Management and debug ports are closed', by('listener/debug-port')),
    row('COO-35', "Clients check the server's certificate", by('channel/tls-verification', app), by('channel/server-verified', { from: ['coopr'] })),
    row(
      'COO-36',
      'Callbacks go to approved https addresses alone',
      by('listener/tls-policy', {
        ...app,
        key: ['server.callback.http.start.url', 'server.callback.http.success.url', 'server.callback.http.failure.url'],
      }),
    ),
  ],
}
