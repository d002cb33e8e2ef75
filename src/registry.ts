import { authenticated } from './controls/channel/authenticated.ts'
import { certificate } from './controls/channel/certificate.ts'
import { coherent } from './controls/channel/coherent.ts'
import { encrypted } from './controls/channel/encrypted.ts'
import { guesses } from './controls/channel/guesses.ts'
import { hostKey } from './controls/channel/host-key.ts'
import { messageSigning } from './controls/channel/message-signing.ts'
import { plaintextRefused } from './controls/channel/plaintext-refused.ts'
import { reachable } from './controls/channel/reachable.ts'
import { serverVerified } from './controls/channel/server-verified.ts'
import { tlsVerification } from './controls/channel/tls-verification.ts'
import { auditLog } from './controls/component/audit-log.ts'
import { capabilitiesAdded } from './controls/component/capabilities-added.ts'
import { capabilitiesKept } from './controls/component/capabilities-kept.ts'
import { cgroupParent } from './controls/component/cgroup-parent.ts'
import { confinementOff } from './controls/component/confinement-off.ts'
import { contradiction } from './controls/component/contradiction.ts'
import { controlSocket } from './controls/component/control-socket.ts'
import { daemonOverTcp } from './controls/component/daemon-over-tcp.ts'
import { dataInLogs } from './controls/component/data-in-logs.ts'
import { deadKey } from './controls/component/dead-key.ts'
import { debugMode } from './controls/component/debug-mode.ts'
import { developmentServer } from './controls/component/development-server.ts'
import { devices } from './controls/component/devices.ts'
import { duplicate } from './controls/component/duplicate.ts'
import { exampleDeployment } from './controls/component/example-deployment.ts'
import { healthcheckMeaningful } from './controls/component/healthcheck-meaningful.ts'
import { healthcheck } from './controls/component/healthcheck.ts'
import { hostNamespaces } from './controls/component/host-namespaces.ts'
import { hostNetwork } from './controls/component/host-network.ts'
import { imagePinned } from './controls/component/image-pinned.ts'
import { kernel } from './controls/component/kernel.ts'
import { loggingOff } from './controls/component/logging-off.ts'
import { malwareScanner } from './controls/component/malware-scanner.ts'
import { memoryExposure } from './controls/component/memory-exposure.ts'
import { mockBackend } from './controls/component/mock-backend.ts'
import { noNewPrivileges } from './controls/component/no-new-privileges.ts'
import { placeholder } from './controls/component/placeholder.ts'
import { privileged } from './controls/component/privileged.ts'
import { productionTopology } from './controls/component/production-topology.ts'
import { resourceLimit } from './controls/component/resource-limit.ts'
import { resourceLimits } from './controls/component/resource-limits.ts'
import { restartPolicy } from './controls/component/restart-policy.ts'
import { rootUser } from './controls/component/root-user.ts'
import { runtimeFetch } from './controls/component/runtime-fetch.ts'
import { sampleData } from './controls/component/sample-data.ts'
import { sandboxing } from './controls/component/sandboxing.ts'
import { telemetry } from './controls/component/telemetry.ts'
import { unsafeDeserialisation } from './controls/component/unsafe-deserialisation.ts'
import { updates } from './controls/component/updates.ts'
import { vendorExample } from './controls/component/vendor-example.ts'
import { writableRoot } from './controls/component/writable-root.ts'
import { attestation } from './controls/deployment/attestation.ts'
import { waiverCondition } from './controls/deployment/waiver-condition.ts'
import { waiverExpired } from './controls/deployment/waiver-expired.ts'
import { waiverIncomplete } from './controls/deployment/waiver-incomplete.ts'
import { waiverStale } from './controls/deployment/waiver-stale.ts'
import { administrator } from './controls/identity/administrator.ts'
import { openSignup } from './controls/identity/open-signup.ts'
import { overPrivilegedDefault } from './controls/identity/over-privileged-default.ts'
import { passwordPolicy } from './controls/identity/password-policy.ts'
import { publishedLogIn } from './controls/identity/published-log-in.ts'
import { roleMapping } from './controls/identity/role-mapping.ts'
import { secondFactor } from './controls/identity/second-factor.ts'
import { tokenLifetime } from './controls/identity/token-lifetime.ts'
import { adminPublished } from './controls/listener/admin-published.ts'
import { allInterfaces } from './controls/listener/all-interfaces.ts'
import { anonymousAccess } from './controls/listener/anonymous-access.ts'
import { asDeclared } from './controls/listener/as-declared.ts'
import { authenticated as listenerAuthenticated } from './controls/listener/authenticated.ts'
import { clientCertificate } from './controls/listener/client-certificate.ts'
import { cookieFlags } from './controls/listener/cookie-flags.ts'
import { crossOrigin } from './controls/listener/cross-origin.ts'
import { datastorePublished } from './controls/listener/datastore-published.ts'
import { debugPort } from './controls/listener/debug-port.ts'
import { hostHeader } from './controls/listener/host-header.ts'
import { openApi } from './controls/listener/open-api.ts'
import { plainHttp } from './controls/listener/plain-http.ts'
import { privilegedPort } from './controls/listener/privileged-port.ts'
import { proxyTrust } from './controls/listener/proxy-trust.ts'
import { rateLimit } from './controls/listener/rate-limit.ts'
import { remoteLogin } from './controls/listener/remote-login.ts'
import { remoteManagement } from './controls/listener/remote-management.ts'
import { securityHeaders } from './controls/listener/security-headers.ts'
import { ssh } from './controls/listener/ssh.ts'
import { tlsPolicy } from './controls/listener/tls-policy.ts'
import { undeclared } from './controls/listener/undeclared.ts'
import { clearTextFile } from './controls/secret/clear-text-file.ts'
import { frameworkKey } from './controls/secret/framework-key.ts'
import { inArgument } from './controls/secret/in-argument.ts'
import { inBuild } from './controls/secret/in-build.ts'
import { inUrl } from './controls/secret/in-url.ts'
import { keyExpiry } from './controls/secret/key-expiry.ts'
import { keyManagement } from './controls/secret/key-management.ts'
import { leftBehind } from './controls/secret/left-behind.ts'
import { literal } from './controls/secret/literal.ts'
import { published } from './controls/secret/published.ts'
import { shared } from './controls/secret/shared.ts'
import { weak } from './controls/secret/weak.ts'
import { backup } from './controls/store/backup.ts'
import { configurationWritable } from './controls/store/configuration-writable.ts'
import { encryptionAtRest } from './controls/store/encryption-at-rest.ts'
import { fileAccess } from './controls/store/file-access.ts'
import { hostPath } from './controls/store/host-path.ts'
import { persistent } from './controls/store/persistent.ts'
import { propagation } from './controls/store/propagation.ts'
import { sharedWritable } from './controls/store/shared-writable.ts'
import { unusedVolume } from './controls/store/unused-volume.ts'
import { allowList } from './controls/zone/allow-list.ts'
import { datastoreIsolated } from './controls/zone/datastore-isolated.ts'
import { egress } from './controls/zone/egress.ts'
import { excessReach } from './controls/zone/excess-reach.ts'
import { firewall } from './controls/zone/firewall.ts'
import { requiredReach } from './controls/zone/required-reach.ts'
import { segmented } from './controls/zone/segmented.ts'
import { coopr as cooprGuide } from './guides/coopr.ts'
import { cornflow as cornflowGuide } from './guides/cornflow.ts'
import { corridor as corridorGuide } from './guides/corridor.ts'
import { enmeshed as enmeshedGuide } from './guides/enmeshed.ts'
import { hyperswitch as hyperswitchGuide } from './guides/hyperswitch.ts'
import type { Control } from './model/control.ts'
import type { Guide } from './model/guide.ts'
import type { GuideRender, Render, Text } from './model/render.ts'
import type { Protocol } from './model/vocabulary.ts'
import type { ProtocolProbes } from './probes/probe.ts'

/** Everything that Ringwall knows, listed once. Folders and files that are missing here turn test/registry.test.ts red. */
export const controls: readonly Control[] = [
  adminPublished,
  administrator,
  allInterfaces,
  allowList,
  anonymousAccess,
  asDeclared,
  attestation,
  auditLog,
  authenticated,
  backup,
  capabilitiesAdded,
  capabilitiesKept,
  certificate,
  cgroupParent,
  clearTextFile,
  clientCertificate,
  coherent,
  configurationWritable,
  confinementOff,
  contradiction,
  controlSocket,
  cookieFlags,
  crossOrigin,
  daemonOverTcp,
  dataInLogs,
  datastoreIsolated,
  datastorePublished,
  deadKey,
  debugMode,
  debugPort,
  developmentServer,
  devices,
  duplicate,
  egress,
  encrypted,
  encryptionAtRest,
  exampleDeployment,
  excessReach,
  fileAccess,
  firewall,
  frameworkKey,
  guesses,
  healthcheck,
  healthcheckMeaningful,
  hostHeader,
  hostKey,
  hostNamespaces,
  hostNetwork,
  hostPath,
  imagePinned,
  inArgument,
  inBuild,
  inUrl,
  kernel,
  keyExpiry,
  keyManagement,
  leftBehind,
  listenerAuthenticated,
  literal,
  loggingOff,
  malwareScanner,
  memoryExposure,
  messageSigning,
  mockBackend,
  noNewPrivileges,
  openApi,
  openSignup,
  overPrivilegedDefault,
  passwordPolicy,
  persistent,
  placeholder,
  plainHttp,
  plaintextRefused,
  privileged,
  privilegedPort,
  productionTopology,
  propagation,
  proxyTrust,
  published,
  publishedLogIn,
  rateLimit,
  reachable,
  remoteLogin,
  remoteManagement,
  requiredReach,
  resourceLimit,
  resourceLimits,
  restartPolicy,
  roleMapping,
  rootUser,
  runtimeFetch,
  sampleData,
  sandboxing,
  secondFactor,
  securityHeaders,
  segmented,
  serverVerified,
  shared,
  sharedWritable,
  ssh,
  telemetry,
  tlsPolicy,
  tlsVerification,
  tokenLifetime,
  undeclared,
  unsafeDeserialisation,
  unusedVolume,
  updates,
  vendorExample,
  waiverCondition,
  waiverExpired,
  waiverIncomplete,
  waiverStale,
  weak,
  writableRoot,
]

export const guides: readonly Guide[] = [cooprGuide, cornflowGuide, corridorGuide, enmeshedGuide, hyperswitchGuide]

/** Report formats, each loaded when it is asked for. */
export const reportFormats: Readonly<Record<string, () => Promise<Render<Text>>>> = {
  text: async () => (await import('./report/text.ts')).text,
  json: async () => (await import('./report/json.ts')).json,
  sarif: async () => (await import('./report/sarif.ts')).sarif,
  junit: async () => (await import('./report/junit.ts')).junit,
  html: async () => (await import('./report/html.ts')).html,
  svg: async () => (await import('./report/svg.ts')).svg,
  markdown: async () => (await import('./report/markdown.ts')).markdown,
}

/** Formats of a guide's answers. */
export const guideFormats: Readonly<Record<string, () => Promise<GuideRender>>> = {
  text: async () => (await import('./report/guide-text.ts')).guideText,
  json: async () => (await import('./report/guide-json.ts')).guideJson,
  html: async () => (await import('./report/guide-html.ts')).guideHtml,
  markdown: async () => (await import('./report/guide-markdown.ts')).guideMarkdown,
  oscal: async () => (await import('./report/oscal-results.ts')).oscalResults,
  'oscal-component': async () => (await import('./report/oscal-component.ts')).oscalComponent,
}

/** How each protocol is asked, loaded when something is verified. */
export const protocolProbes: Readonly<Partial<Record<Protocol, () => Promise<ProtocolProbes>>>> = {
  amqp: async () => (await import('./probes/amqp/index.ts')).amqp,
  cassandra: async () => (await import('./probes/cassandra/index.ts')).cassandra,
  clickhouse: async () => (await import('./probes/clickhouse/index.ts')).clickhouse,
  memcached: async () => (await import('./probes/memcached/index.ts')).memcached,
  ftp: async () => (await import('./probes/ftp/index.ts')).ftp,
  imap: async () => (await import('./probes/imap/index.ts')).imap,
  jmx: async () => (await import('./probes/jmx/index.ts')).jmx,
  kafka: async () => (await import('./probes/kafka/index.ts')).kafka,
  kerberos: async () => (await import('./probes/kerberos/index.ts')).kerberos,
  ldap: async () => (await import('./probes/ldap/index.ts')).ldap,
  mongodb: async () => (await import('./probes/mongodb/index.ts')).mongodb,
  mysql: async () => (await import('./probes/mysql/index.ts')).mysql,
  postgres: async () => (await import('./probes/postgres/index.ts')).postgres,
  redis: async () => (await import('./probes/redis/index.ts')).redis,
  docker: async () => (await import('./probes/http/index.ts')).docker,
  elasticsearch: async () => (await import('./probes/http/index.ts')).elasticsearch,
  etcd: async () => (await import('./probes/http/index.ts')).etcd,
  http: async () => (await import('./probes/http/index.ts')).http,
  influxdb: async () => (await import('./probes/http/index.ts')).influxdb,
  loki: async () => (await import('./probes/http/index.ts')).loki,
  s3: async () => (await import('./probes/http/index.ts')).s3,
  mqtt: async () => (await import('./probes/mqtt/index.ts')).mqtt,
  nats: async () => (await import('./probes/nats/index.ts')).nats,
  smtp: async () => (await import('./probes/smtp/index.ts')).smtp,
  ssh: async () => (await import('./probes/ssh/index.ts')).ssh,
  tcp: async () => (await import('./probes/tcp/index.ts')).tcp,
  zookeeper: async () => (await import('./probes/zookeeper/index.ts')).zookeeper,
}
