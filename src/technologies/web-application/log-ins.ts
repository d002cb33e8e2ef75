import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    product: 'Keycloak',
    published: [{ user: 'admin', password: 'admin', source: 'Keycloak 17 and later, "Getting started with Docker"' }],
    http: [
      {
        account: {
          by: 'form',
          path: '/realms/master/protocol/openid-connect/token',
          user: 'username',
          password: 'password',
          fixed: { grant_type: 'password', client_id: 'admin-cli' },
          session: { member: 'access_token', header: 'Authorization', prefix: 'Bearer ' },
          refused: [{ status: [401], text: /invalid_grant|invalid_user_credentials/ }],
        },
        door: { path: '/admin/realms', look: { status: [200], json: '[]' } },
      },
    ],
    limit: {
      account: 1,
      listener: 4,
      source: 'Keycloak 17 and later, "Brute force attacks": two failed log-ins within a second shut an account out',
    },
  },
  {
    product: 'Vault',
    published: [
      { user: '', password: 'root', source: 'tutorials of Vault 1, vault server -dev -dev-root-token-id root' },
      { user: '', password: 'myroot', source: 'page of the image vault, VAULT_DEV_ROOT_TOKEN_ID' },
    ],
    http: [
      { account: { by: 'header', header: 'X-Vault-Token' }, door: { path: '/v1/auth/token/lookup-self', look: { status: [200], json: 'data' } } },
    ],
  },
  {
    product: 'Consul',
    published: [],
    http: [
      { account: { by: 'header', header: 'X-Consul-Token' }, door: { path: '/v1/acl/token/self', look: { status: [200], json: 'AccessorID' } } },
    ],
  },
]
