import type { Product } from '../../model/doors.ts'

/** Products of the table whose HTTP interface is asked. Titles are those of the table. */
export const products: readonly Product[] = [
  {
    // Keycloak 17 to 26 (server administration guide, admin REST API): `/realms/master` answers everybody
    id: 'keycloak',
    title: 'Keycloak',
    questions: [
      {
        path: '/admin/realms',
        opens: 'the realms, by the administration API',
        open: { status: [200], json: '[]' },
        control: { path: '/realms/master', look: { status: [200], json: 'realm' } },
        key: { header: 'Authorization', prefix: 'Bearer ' },
        login: 'password',
      },
      {
        path: '/metrics',
        opens: 'metrics of the server',
        open: { status: [200], text: /^# TYPE (?:base|vendor|jvm|http_server|agroal)_/m },
        control: { path: '/realms/master', look: { status: [200], json: 'realm' } },
        finding: {
          concern: 'anonymous-access',
          key: 'KC_METRICS_ENABLED',
          stake: 'hygiene',
          expected: 'metrics on the management port alone',
          fix: 'serve them on the management port (9000, Keycloak 25 and later), or deny /metrics at the proxy',
        },
      },
    ],
    surface: { samlMetadata: ['/realms/master/protocol/saml/descriptor'] },
  },
  {
    // HTTP API of Vault 1 (sys/seal-status and sys/init want no token)
    id: 'vault',
    title: 'Vault',
    questions: [
      {
        path: '/v1/sys/auth',
        opens: 'the ways to log in, which only the root token sees',
        open: { status: [200], json: 'data' },
        control: { path: '/v1/sys/seal-status', look: { status: [200], json: 'sealed' } },
        key: { header: 'X-Vault-Token' },
        login: 'token',
      },
      {
        path: '/v1/sys/init',
        opens: 'its first start: who calls it first holds all keys',
        open: { status: [200], text: /"initialized":\s*false/ },
        closed: [{ status: [200], text: /"initialized":\s*true/ }],
        finding: {
          concern: 'anonymous-access',
          key: 'sys/init',
          stake: 'takeover',
          expected: 'initialised before others reach it',
          fix: 'run vault operator init, and keep the port closed until then',
        },
      },
    ],
  },
  {
    // HTTP API of Consul 1 (agent/self wants agent:read, status/leader nothing)
    id: 'consul',
    title: 'Consul',
    questions: [
      {
        path: '/v1/agent/self',
        opens: 'configuration and members of the cluster',
        open: { status: [200], json: 'Config' },
        control: { path: '/v1/status/leader', look: { status: [200], text: /^"[^"]*"/ } },
        key: { header: 'X-Consul-Token' },
        login: 'token',
        finding: {
          concern: 'anonymous-access',
          key: 'acl.default_policy',
          stake: 'takeover',
          expected: 'ACLs that deny by default',
          fix: 'set acl { enabled = true, default_policy = "deny" } and hand out tokens',
        },
      },
    ],
  },
  // where people log in, as the products serve it without a prefix
  { id: 'superset', title: 'Apache Superset', surface: { logInPages: ['/login/'] } },
  { id: 'gitea', title: 'Gitea', surface: { logInPages: ['/user/login'] } },
  { id: 'gitlab', title: 'GitLab', surface: { logInPages: ['/users/sign_in'] } },
  { id: 'jenkins', title: 'Jenkins', surface: { logInPages: ['/login'] } },
  { id: 'wordpress', title: 'WordPress', surface: { logInPages: ['/wp-login.php'] } },
  { id: 'odoo', title: 'Odoo', surface: { logInPages: ['/web/login'] } },
  { id: 'drupal', title: 'Drupal', surface: { logInPages: ['/user/login'] } },
  // editor and pages talk over it (Node-RED 1 to 4)
  { id: 'node-red', title: 'Node-RED', surface: { sockets: [{ path: '/comms', opens: 'what runs in the flows' }] } },
  // its API reference, "WebSocket"
  { id: 'mattermost', title: 'Mattermost', surface: { sockets: [{ path: '/api/v4/websocket', opens: 'messages' }] } },
]
