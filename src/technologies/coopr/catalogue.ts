import type { CatalogueTable } from '../../settings/catalogue.ts'

function withEndings(prefix: string, endings: string): readonly string[] {
  return endings.split(' ').map((ending) => `${prefix}.${ending}`)
}

const store = 'keystore.path keystore.password keystore.type cert.password trust.keystore.path trust.keystore.password trust.keystore.type'

/**
 * Properties of Coopr 0.9.9: coopr-default.xml, Constants.java and the manual of the server's configuration. `security.*` that is not named
 * goes to CDAP's authentication server, which takes options of its own.
 */
export const properties: CatalogueTable = {
  keys: [
    ...withEndings('server.ssl', `enabled ${store}`),
    ...withEndings('server.tasks.ssl', `enabled ${store}`),
    ...withEndings(
      'server.credential.store.encrypt',
      'enabled transformation iv.hex keystore.path keystore.password keystore.type key.alias key.password',
    ),
    ...withEndings('security.auth.server.ssl', 'enabled keystore.path keystore.password keystore.keypassword keystore.type'),
    'security.enabled',
    'security.authentication.handlerClassName',
    'security.authentication.basic.realmfile',
    'security.server.token.expiration.ms',
    'kerberos.auth.enabled',
    'server.db.password',
    'server.db.user',
    'server.jdbc.connection.string',
    'server.zookeeper.quorum',
    'provisioner.bind.ip',
    'provisioner.server.uri',
    'provisioner.trust.cert.path',
    'provisioner.trust.cert.pass',
  ],
  also: [
    ...withEndings('server', 'port tasks.port host jdbc.driver jdbc.max.active.connections jdbc.validation.query zookeeper.session.timeout.millis'),
    ...withEndings('server', 'zookeeper.namespace scheduler.run.interval.seconds solver.num.threads local.data.dir task.timeout.seconds'),
    ...withEndings('server', 'credential.store.class callback.class max.cluster.size max.action.retries ids.start.num ids.increment.by'),
    ...withEndings('security', 'auth.server.address auth.server.bind.port server.extended.token.expiration.ms token.digest.key.expiration.ms'),
    ...withEndings('security', 'realm data.keyfile.path token.digest.keylength token.digest.algorithm server.maxthreads'),
    'security.authentication.loginmodule.className',
    'zookeeper.quorum',
    ...withEndings('provisioner', 'bind.port register.ip capacity data.dir work.dir log.level daemonize'),
  ],
  stake: 'data',
}
