import type { Service } from '../service.ts'

const none = { byDefault: 'none', why: 'it serves nothing by itself' } as const

function agent(title: string, role: Service['role'], ...images: readonly string[]): Service {
  return { title, images, role, ports: [], login: none }
}

/** Programs that collect, watch or tidy up, and serve nothing unless they are told to. */
export const agents: readonly Service[] = [
  agent('Fluent Bit', 'observability', 'fluent/fluent-bit', 'grafana/fluent-bit-plugin-loki'),
  agent('Telegraf', 'observability', 'telegraf'),
  agent('Filebeat', 'observability', 'elastic/filebeat', 'docker.elastic.co/beats/filebeat', 'beats/filebeat-oss'),
  agent('Metricbeat', 'observability', 'elastic/metricbeat', 'docker.elastic.co/beats/metricbeat', 'beats/metricbeat-oss'),
  agent('Heartbeat', 'observability', 'elastic/heartbeat', 'docker.elastic.co/beats/heartbeat'),
  agent('Packetbeat', 'observability', 'elastic/packetbeat', 'docker.elastic.co/beats/packetbeat'),
  agent('Auditbeat', 'observability', 'elastic/auditbeat', 'docker.elastic.co/beats/auditbeat'),
  agent('Logspout', 'observability', 'gliderlabs/logspout'),
  agent('Watchtower', 'worker', 'containrrr/watchtower', 'nickfedor/watchtower'),
  agent('Diun', 'worker', 'crazymax/diun', 'ghcr.io/crazy-max/diun'),
  agent('Docker Autoheal', 'worker', 'willfarrell/autoheal'),
  agent('Ofelia', 'worker', 'mcuadros/ofelia'),
  agent('Certbot', 'job', 'certbot/certbot', 'certbot/dns-cloudflare', 'certbot/dns-route53'),
  agent('cloudflared', 'proxy', 'cloudflare/cloudflared'),
  agent('Postgres backup', 'job', 'prodrigestivill/postgres-backup-local', 'schickling/postgres-backup-s3', 'eeshugerman/postgres-backup-s3'),
  agent('Volume backup', 'job', 'offen/docker-volume-backup'),
]
