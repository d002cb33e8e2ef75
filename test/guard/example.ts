import type { GuardDocument } from '../../src/guard/document/read.ts'
import { readGuard } from '../../src/guard/document/read.ts'

export interface Ports {
  readonly folder: string
  readonly https: number
  readonly http: number
  readonly upstream: number
  readonly certificate: string
  readonly key: string
  readonly workers?: string
  readonly kept?: boolean
}

/** A guard in front of one program with a bit of everything. */
export function exampleText({ folder, https, http, upstream, certificate, key, workers, kept = false }: Ports): string {
  return `guard: 1
name: example
folder: ${folder}
listen: { addresses: [127.0.0.1], https: ${https}, http: ${http} }
micro-cache: ${kept}
tls:
  certificate: { certificate: ${certificate}, key: ${key} }
${workers === undefined ? '' : `  workers: ${workers}\n`}keys: { pepper: "file:${folder}/pepper" }
sites:
  localhost:
    component: app
    upstream: http://127.0.0.1:${upstream}
    body: 64k
    origins: [https://friend.example.org]
    inject: { header: X-Native-Key, secret: "file:${folder}/native" }
    user-header: X-Program-User
    strip: [Coopr-UserID]
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /public/**, public: true }
      - { path: /admin/**, right: admin, on: app, second-factor: true }
      - { path: /internal/**, closed: true }
      - { path: /api/v1/**, right: by-method, on: app, rewrite: / }
      - { path: /projects/*/plan, right: write, on: "project:{2}", methods: [GET, PUT], body: 1k }
      - { path: /socket, right: read, on: app, upgrade: websocket, methods: [GET] }
      - { path: /slow, right: read, on: app, rate: 3, methods: [GET] }
  127.0.0.1:
    component: other
    upstream: http://127.0.0.1:${upstream}
    routes:
      - { path: /**, right: read, on: other, methods: [GET] }
administrators: ["person:ldap:1"]
rights:
  - { to: "group:ldap:planners", right: write, on: app }
  - { to: "person:ldap:1", right: admin, on: app, second-factor: true }
  - { to: "group:ldap:planners", right: write, on: "project:7" }
  - { to: "person:ldap:8", deny: write, on: "project:7" }
  - { to: "system:billing", right: write, on: app, networks: [127.0.0.0/8] }
`
}

export function exampleDocument(ports: Partial<Ports> = {}): GuardDocument {
  const text = exampleText({ folder: '/run/guard', https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key', ...ports })
  const read = readGuard('guard.yaml', text)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return read.document
}
