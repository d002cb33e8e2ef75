interface Trial {
  /** A file of the test's folder. */
  readonly at: (name: string) => string
  readonly pair: { readonly cert: string; readonly key: string }
  readonly https: number
  readonly proxy: number
  readonly upstream: number
}

/** A guard.yaml with a bit of everything that `ringwall guard run` does. */
export function trialDocument({ at, pair, https, proxy, upstream }: Trial): string {
  return `guard: 1
name: trial
folder: ${at('run')}
listen: { addresses: [127.0.0.1], https: ${https}, http: false }
tls: { certificate: { certificate: ${pair.cert}, key: ${pair.key} } }
keys: { pepper: "file:${at('pepper')}" }
identity: { key: "file:${at('identity')}" }
state: { file: ${at('state.db')} }
audit: { folder: ${at('audit-log')}, key: "file:${at('audit')}", secret: "file:${at('secret')}" }
people: { local: { secret: "file:${at('accounts')}", second-factor: optional } }
rights:
  - { to: "system:billing", right: write, on: app }
  - { to: "group:local:planners", right: read, on: app }
egress:
  listen: 127.0.0.1:${proxy}
  journal: ${at('egress.jsonl')}
  roles: { web: { token: "file:${at('token')}", from: [10.1.0.0/24] } }
  entries:
    - id: itself
      host: localhost
      ports: [${https}]
      roles: [web]
      purpose: the test
      owner: the test
      inside: { until: 2999-01-01, why: the servers of the test, networks: [127.0.0.0/8, "::1/128"] }
    - { id: unused, host: nowhere.example, roles: [web], purpose: the test, owner: the test }
sites:
  localhost:
    upstream: http://127.0.0.1:${upstream}
    routes:
      - { path: /**, right: by-method, on: app }
      - { path: /items, right: by-method, on: app, body: { schema: ${at('item.json')}, redact: [/secret] } }
`
}
