import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading, LogInPath, Reading, SecretReading } from '../../model/technology.ts'
import { parsePort } from '../../protocols/address.ts'
import { strayKeys } from '../../settings/catalogue.ts'
import { isGiven } from '../../settings/given.ts'
import { isPlain } from '../../settings/managed.ts'
import { deadKeys } from '../../settings/rules.ts'
import type { SettingsTree } from '../../settings/settings-tree.ts'
import { catalogue, renamed } from './catalogue.ts'
import { connections } from './connections.ts'
import { observations } from './observations.ts'
import type { Program } from './program.ts'
import { isManaged, programOf, settingsOf } from './program.ts'

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const program = programOf(input)
  const tree = settingsOf(input, program, gaps)
  const isRouter = program === 'router'
  const keepsFiles = isRouter && tree.get('file_storage.file_storage_backend')?.value === 'file_system'
  return {
    role: isRouter ? 'application' : 'worker',
    listeners: listeners(tree, program),
    connections: connections(input, tree),
    secrets: secrets(tree),
    stores: keepsFiles ? [{ path: '/local/bin/files', holds: 'data', trail: tree.get('file_storage.file_storage_backend')?.trail ?? [] }] : [],
    observations: isRouter ? observations(tree) : [],
    deadKeys: isRouter ? [...deadKeys(renamed, tree.get, version), ...strayKeys(tree, catalogue, input.env)] : [],
    gaps,
  }
}

/** None of them counts (router/src/routes/app.rs, 2024 and later); codes of the second factor are counted by the router itself. */
const logInPaths: readonly LogInPath[] = [
  { path: '/user/signin', is: 'log-in' },
  { path: '/user/v2/signin', is: 'log-in' },
  { path: '/user/forgot_password', is: 'reset' },
  { path: '/user/reset_password', is: 'reset' },
  { path: '/user/signup', is: 'sign-up' },
]

function listeners(tree: SettingsTree, program: Program): readonly ListenerReading[] {
  if (program === 'drainer') return []
  if (program === 'scheduler') {
    const port = tree.get('scheduler.server.port')
    if (port === undefined) return []
    return [
      {
        port: parsePort(port.value) ?? 3000,
        protocol: 'http',
        purpose: 'application',
        tls: byDefault('none', 'the health server of the scheduler speaks plain HTTP', port.trail),
        authentication: byDefault('none', 'GET /health asks for nothing', port.trail),
        trail: port.trail,
      },
    ]
  }
  const port = tree.get('server.port')
  const authentication = byDefault('token' as const, 'the API asks for an API key or a login token (all versions)')
  const plain: ListenerReading = {
    port: parsePort(port?.value ?? '') ?? 8080,
    protocol: 'http',
    purpose: 'application',
    tls: byDefault('none', 'the router speaks plain HTTP on server.port (all versions)', [tree.home]),
    authentication,
    logInPaths,
    ...(port === undefined ? {} : { trail: port.trail }),
  }
  const certificate = tree.get('server.tls.certificate')
  const key = tree.get('server.tls.private_key')
  if (!isGiven(certificate) || key === undefined) return [plain]
  const secure = tree.get('server.tls.port')
  return [
    plain,
    {
      port: parsePort(secure?.value ?? '') ?? 8081,
      protocol: 'http',
      purpose: 'application',
      tls: configured('required', certificate.trail),
      authentication,
      logInPaths,
      certificate,
      key,
    },
  ]
}

const table: readonly (readonly [string, SecretReading['purpose']])[] = [
  ['secrets.admin_api_key', 'api-key'],
  ['secrets.recon_admin_api_key', 'api-key'],
  ['secrets.jwt_secret', 'signing'],
  ['secrets.master_enc_key', 'encryption'],
  ['api_keys.hash_key', 'signing'],
  ['user_auth_methods.encryption_key', 'encryption'],
  ['jwekey.vault_private_key', 'signing'],
  ['jwekey.rust_locker_encryption_key', 'shared-secret'],
  ['jwekey.vault_encryption_key', 'shared-secret'],
  ['jwekey.tunnel_private_key', 'signing'],
  ['forex_api.api_key', 'api-key'],
  ['forex_api.fallback_api_key', 'api-key'],
  ['payment_method_auth.pm_auth_key', 'encryption'],
  ['network_tokenization_service.private_key', 'signing'],
  ['network_tokenization_service.token_service_api_key', 'api-key'],
]

/** A token that opens the vault is never decrypted by it. */
const tokens: typeof table = [
  ['secrets_management.hc_vault.token', 'api-key'],
  ['secrets_management.hashicorp_vault.token', 'api-key'],
  ['locker.redis_temp_locker_encryption_key', 'encryption'],
]

function secrets(tree: SettingsTree): readonly SecretReading[] {
  const managed = isManaged(tree)
  return [...table, ...tokens].flatMap(([key, purpose]) => {
    const value = tree.get(key)
    const isSealed = managed && isGiven(value) && !isPlain(value) && !tokens.some(([name]) => name === key)
    return isGiven(value) && !isSealed ? [{ key, purpose, value, at: value.trail[0] ?? tree.home }] : []
  })
}
