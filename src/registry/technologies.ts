import type { Technology } from '../model/technology.ts'
import { adminConsole } from '../technologies/admin-console/index.ts'
import { airflow } from '../technologies/airflow/index.ts'
import { alertmanager } from '../technologies/alertmanager/index.ts'
import { aspnet } from '../technologies/aspnet/index.ts'
import { azurite } from '../technologies/azurite/index.ts'
import { caddy } from '../technologies/caddy/index.ts'
import { cassandra } from '../technologies/cassandra/index.ts'
import { celery } from '../technologies/celery/index.ts'
import { clamav } from '../technologies/clamav/index.ts'
import { clickhouse } from '../technologies/clickhouse/index.ts'
import { coopr } from '../technologies/coopr/index.ts'
import { cornflow } from '../technologies/cornflow/index.ts'
import { corridor } from '../technologies/corridor/index.ts'
import { couchdb } from '../technologies/couchdb/index.ts'
import { dataService } from '../technologies/data-service/index.ts'
import { django } from '../technologies/django/index.ts'
import { dockerEngine } from '../technologies/docker-engine/index.ts'
import { dockerSocketProxy } from '../technologies/docker-socket-proxy/index.ts'
import { elasticsearch } from '../technologies/elasticsearch/index.ts'
import { enmeshedBackbone } from '../technologies/enmeshed-backbone/index.ts'
import { enmeshedConnector } from '../technologies/enmeshed-connector/index.ts'
import { envoy } from '../technologies/envoy/index.ts'
import { etcd } from '../technologies/etcd/index.ts'
import { ferretdb } from '../technologies/ferretdb/index.ts'
import { flask } from '../technologies/flask/index.ts'
import { flower } from '../technologies/flower/index.ts'
import { fluentd } from '../technologies/fluentd/index.ts'
import { grafana } from '../technologies/grafana/index.ts'
import { gunicorn } from '../technologies/gunicorn/index.ts'
import { haproxy } from '../technologies/haproxy/index.ts'
import { httpd } from '../technologies/httpd/index.ts'
import { hyperswitch } from '../technologies/hyperswitch/index.ts'
import { hyperswitchCardVault } from '../technologies/hyperswitch-card-vault/index.ts'
import { hyperswitchControlCenter } from '../technologies/hyperswitch-control-center/index.ts'
import { hyperswitchEncryptionService } from '../technologies/hyperswitch-encryption-service/index.ts'
import { hyperswitchWeb } from '../technologies/hyperswitch-web/index.ts'
import { influxdb } from '../technologies/influxdb/index.ts'
import { jupyter } from '../technologies/jupyter/index.ts'
import { kafka } from '../technologies/kafka/index.ts'
import { kerberos } from '../technologies/kerberos/index.ts'
import { kibana } from '../technologies/kibana/index.ts'
import { kong } from '../technologies/kong/index.ts'
import { kubernetesNode } from '../technologies/kubernetes-node/index.ts'
import { linux } from '../technologies/linux/index.ts'
import { loki } from '../technologies/loki/index.ts'
import { memcached } from '../technologies/memcached/index.ts'
import { minio } from '../technologies/minio/index.ts'
import { mongodb } from '../technologies/mongodb/index.ts'
import { mosquitto } from '../technologies/mosquitto/index.ts'
import { mssql } from '../technologies/mssql/index.ts'
import { mysql } from '../technologies/mysql/index.ts'
import { nats } from '../technologies/nats/index.ts'
import { neo4j } from '../technologies/neo4j/index.ts'
import { nginx } from '../technologies/nginx/index.ts'
import { openldap } from '../technologies/openldap/index.ts'
import { opensearch } from '../technologies/opensearch/index.ts'
import { openssh } from '../technologies/openssh/index.ts'
import { otelCollector } from '../technologies/otel-collector/index.ts'
import { phpldapadmin } from '../technologies/phpldapadmin/index.ts'
import { postgres } from '../technologies/postgres/index.ts'
import { proftpd } from '../technologies/proftpd/index.ts'
import { prometheus } from '../technologies/prometheus/index.ts'
import { promtail } from '../technologies/promtail/index.ts'
import { rabbitmq } from '../technologies/rabbitmq/index.ts'
import { redis } from '../technologies/redis/index.ts'
import { ringwallGuard } from '../technologies/ringwall-guard/index.ts'
import { saml } from '../technologies/saml/index.ts'
import { spark } from '../technologies/spark/index.ts'
import { squid } from '../technologies/squid/index.ts'
import { stunnel } from '../technologies/stunnel/index.ts'
import { tempo } from '../technologies/tempo/index.ts'
import { traefik } from '../technologies/traefik/index.ts'
import { vector } from '../technologies/vector/index.ts'
import { vsftpd } from '../technologies/vsftpd/index.ts'
import { webApplication } from '../technologies/web-application/index.ts'
import { zookeeper } from '../technologies/zookeeper/index.ts'

/** Every technology, listed once. It stands apart from the rest of the registry: most of the program, and of no use where nothing but named targets is asked. */
export const technologies: readonly Technology[] = [
  adminConsole,
  airflow,
  alertmanager,
  aspnet,
  azurite,
  caddy,
  cassandra,
  celery,
  clamav,
  clickhouse,
  coopr,
  cornflow,
  corridor,
  couchdb,
  dataService,
  django,
  dockerEngine,
  dockerSocketProxy,
  elasticsearch,
  enmeshedBackbone,
  enmeshedConnector,
  envoy,
  etcd,
  ferretdb,
  flask,
  flower,
  fluentd,
  grafana,
  gunicorn,
  haproxy,
  httpd,
  hyperswitch,
  hyperswitchCardVault,
  hyperswitchControlCenter,
  hyperswitchEncryptionService,
  hyperswitchWeb,
  influxdb,
  jupyter,
  kafka,
  kerberos,
  kibana,
  kong,
  kubernetesNode,
  linux,
  loki,
  memcached,
  minio,
  mongodb,
  mosquitto,
  mssql,
  mysql,
  nats,
  neo4j,
  nginx,
  openldap,
  opensearch,
  openssh,
  otelCollector,
  phpldapadmin,
  postgres,
  proftpd,
  prometheus,
  promtail,
  rabbitmq,
  redis,
  ringwallGuard,
  saml,
  spark,
  squid,
  stunnel,
  tempo,
  traefik,
  vector,
  vsftpd,
  webApplication,
  zookeeper,
]
