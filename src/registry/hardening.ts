import type { EditTechnology } from '../model/change.ts'
import type { Overlap } from '../model/secrets-report.ts'
import type { Remedy } from '../model/remedy.ts'
import type { HardeningRender } from '../model/render.ts'
import type { Protocol } from '../model/vocabulary.ts'
import type { Rotation } from '../rotations/rotation.ts'

/** How running servers get to other passwords, by protocol. */
export const rotations: Readonly<Partial<Record<Protocol, { readonly overlap: Overlap; readonly load: () => Promise<Rotation> }>>> = {
  ldap: { overlap: 'beside', load: async () => (await import('../rotations/ldap.ts')).ldap },
  mysql: { overlap: 'instead', load: async () => (await import('../rotations/mysql.ts')).mysql },
  postgres: { overlap: 'instead', load: async () => (await import('../rotations/postgres.ts')).postgres },
  redis: { overlap: 'beside', load: async () => (await import('../rotations/redis.ts')).redis },
}

/** What turns verdicts into changes, in the order in which it is proposed; loaded when something is hardened. */
export const remedies: Readonly<Record<string, () => Promise<Remedy>>> = {
  secrets: async () => (await import('../remedies/secrets.ts')).secrets,
  keys: async () => (await import('../remedies/keys.ts')).keys,
  'key-stores': async () => (await import('../remedies/key-stores.ts')).keyStores,
  ports: async () => (await import('../remedies/ports.ts')).ports,
  doors: async () => (await import('../remedies/doors.ts')).doors,
  sockets: async () => (await import('../remedies/sockets.ts')).sockets,
  roles: async () => (await import('../remedies/roles.ts')).roles,
  bridges: async () => (await import('../remedies/bridges.ts')).bridges,
  channels: async () => (await import('../remedies/channels.ts')).channels,
  entrance: async () => (await import('../remedies/entrance.ts')).entrance,
  'inner-front': async () => (await import('../remedies/inner-front.ts')).innerFront,
  gateway: async () => (await import('../remedies/gateway.ts')).gateway,
  settings: async () => (await import('../remedies/settings.ts')).settings,
  guesses: async () => (await import('../remedies/guesses.ts')).guesses,
  containers: async () => (await import('../remedies/containers.ts')).containers,
  zones: async () => (await import('../remedies/zones.ts')).zones,
  published: async () => (await import('../remedies/published.ts')).published,
  firewall: async () => (await import('../remedies/firewall.ts')).firewall,
  stores: async () => (await import('../remedies/stores.ts')).stores,
  front: async () => (await import('../remedies/front.ts')).front,
  'dead-keys': async () => (await import('../remedies/dead-keys.ts')).deadKeys,
  'kept-secrets': async () => (await import('../remedies/kept-secrets.ts')).keptSecrets,
}

/** How technologies change their settings, by id; loaded when something is hardened. */
export const technologyEdits: Readonly<Record<string, () => Promise<EditTechnology>>> = {
  'admin-console': async () => (await import('../technologies/admin-console/edit.ts')).edit,
  airflow: async () => (await import('../technologies/airflow/edit.ts')).edit,
  caddy: async () => (await import('../technologies/caddy/edit.ts')).edit,
  celery: async () => (await import('../technologies/celery/edit.ts')).edit,
  cornflow: async () => (await import('../technologies/cornflow/edit.ts')).edit,
  coopr: async () => (await import('../technologies/coopr/edit.ts')).edit,
  corridor: async () => (await import('../technologies/corridor/edit.ts')).edit,
  django: async () => (await import('../technologies/django/edit.ts')).edit,
  'enmeshed-connector': async () => (await import('../technologies/enmeshed-connector/edit.ts')).edit,
  ferretdb: async () => (await import('../technologies/ferretdb/edit.ts')).edit,
  flask: async () => (await import('../technologies/flask/edit.ts')).edit,
  flower: async () => (await import('../technologies/flower/edit.ts')).edit,
  grafana: async () => (await import('../technologies/grafana/edit.ts')).edit,
  gunicorn: async () => (await import('../technologies/gunicorn/edit.ts')).edit,
  httpd: async () => (await import('../technologies/httpd/edit.ts')).edit,
  haproxy: async () => (await import('../technologies/haproxy/edit.ts')).edit,
  hyperswitch: async () => (await import('../technologies/hyperswitch/edit.ts')).edit,
  kafka: async () => (await import('../technologies/kafka/edit.ts')).edit,
  memcached: async () => (await import('../technologies/memcached/edit.ts')).edit,
  kerberos: async () => (await import('../technologies/kerberos/edit.ts')).edit,
  mongodb: async () => (await import('../technologies/mongodb/edit.ts')).edit,
  mysql: async () => (await import('../technologies/mysql/edit.ts')).edit,
  jupyter: async () => (await import('../technologies/jupyter/edit.ts')).edit,
  linux: async () => (await import('../technologies/linux/edit.ts')).edit,
  nginx: async () => (await import('../technologies/nginx/edit.ts')).edit,
  openssh: async () => (await import('../technologies/openssh/edit.ts')).edit,
  openldap: async () => (await import('../technologies/openldap/edit.ts')).edit,
  postgres: async () => (await import('../technologies/postgres/edit.ts')).edit,
  proftpd: async () => (await import('../technologies/proftpd/edit.ts')).edit,
  prometheus: async () => (await import('../technologies/prometheus/edit.ts')).edit,
  promtail: async () => (await import('../technologies/promtail/edit.ts')).edit,
  rabbitmq: async () => (await import('../technologies/rabbitmq/edit.ts')).edit,
  redis: async () => (await import('../technologies/redis/edit.ts')).edit,
  traefik: async () => (await import('../technologies/traefik/edit.ts')).edit,
  vector: async () => (await import('../technologies/vector/edit.ts')).edit,
  vsftpd: async () => (await import('../technologies/vsftpd/edit.ts')).edit,
  zookeeper: async () => (await import('../technologies/zookeeper/edit.ts')).edit,
}

/** What stands beside or in front of a component that cannot do it itself, by the want that it answers. */
export const engines: Readonly<Record<string, () => Promise<EditTechnology>>> = {
  bridge: async () => (await import('../technologies/stunnel/bridge.ts')).bridge,
  front: async () => (await import('../technologies/nginx/front.ts')).front,
  mediator: async () => (await import('../technologies/haproxy/mediator.ts')).mediator,
}

/** Formats of a plan of `harden`. */
export const hardeningFormats: Readonly<Record<string, () => Promise<HardeningRender>>> = {
  text: async () => (await import('../report/hardening-text.ts')).hardeningText,
  json: async () => (await import('../report/hardening-json.ts')).hardeningJson,
  markdown: async () => (await import('../report/hardening-markdown.ts')).hardeningMarkdown,
  html: async () => (await import('../report/hardening-html.ts')).hardeningHtml,
}
