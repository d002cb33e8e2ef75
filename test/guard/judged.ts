export interface JudgedWorld {
  /** A path in the folder of the test. */
  readonly at: (...names: readonly string[]) => string
  readonly https: number
  readonly upstream: number
  readonly certificate: string
  readonly key: string
}

/** A guard whose keys HAProxy judges on some of its routes. */
export function judgedText({ at, https, upstream, certificate, key }: JudgedWorld): string {
  return `guard: 1
name: trial
engine: haproxy
folder: ${at('run')}
listen: { addresses: [127.0.0.1], https: ${https}, http: false }
tls: { certificate: { certificate: ${certificate}, key: ${key} } }
keys: { pepper: "file:${at('pepper')}" }
identity: { key: "file:${at('identity')}" }
state: { file: ${at('state.db')} }
audit: { folder: ${at('audit-log')}, key: "file:${at('audit')}", secret: "file:${at('secret')}" }
rights:
  - { to: "system:billing", right: write, on: app }
  - { to: "system:reader", right: read, on: app }
  - { to: "system:early", right: read, on: app, until: 2999-01-01 }
sites:
  localhost:
    component: app
    upstream: http://127.0.0.1:${upstream}
    user-header: X-Program-User
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /fast/**, right: by-method, on: app, record: after, body: 1k }
      - { path: /fast/Admin/**, right: admin, on: app }
      - { path: /fast/*/slow, right: read, on: app }
      - { path: /v1/things/**, right: read, on: app, record: after, rewrite: /inner/ }
      - { path: /public/**, public: true }
      - { path: /fast/closed/**, closed: true }
`
}
