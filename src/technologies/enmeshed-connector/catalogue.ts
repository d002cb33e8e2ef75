import type { Catalogue } from '../../settings/catalogue.ts'
import type { DeadKeyRule } from '../../settings/rules.ts'

/**
 * Names that the connector reads, in their own case: config.schema.json and src/createConnectorConfig.ts of nmshd/connector, versions 3 to 7.
 */
export const catalogue: Catalogue = {
  product: 'the connector',
  tables: {
    '': {
      keys: ['enforceCertificatePinning', 'pinnedTLSCertificateSHA256Fingerprints', 'infrastructure', 'transportLibrary', 'database'],
      also: ['debug', 'modules', 'logging', '$schema', 'runtime'],
      stake: 'traffic',
    },
    'infrastructure.httpServer': {
      keys: ['authentication', 'helmetOptions'],
      also: ['enabled', 'port', 'cors', 'apiKey', 'oidc', 'jwtBearer'],
      stake: 'data',
    },
    'infrastructure.httpServer.authentication': { keys: ['apiKey', 'jwtBearer', 'oidc'], stake: 'data' },
    'infrastructure.httpServer.authentication.apiKey': { keys: ['headerName', 'enabled'], also: ['keys'], stake: 'data' },
    'infrastructure.httpServer.authentication.apiKey.keys.*': {
      keys: ['expiresAt', 'scopes', 'enabled', 'description'],
      also: ['key'],
      stake: 'defence',
    },
    'infrastructure.httpServer.authentication.jwtBearer': {
      keys: ['issuerBaseURL', 'audience', 'enabled'],
      also: ['issuer', 'jwksUri', 'secret', 'tokenSigningAlg'],
      stake: 'data',
    },
    'infrastructure.httpServer.cors': {
      keys: ['origin', 'credentials', 'allowedHeaders'],
      also: ['methods', 'exposedHeaders', 'maxAge', 'preflightContinue', 'optionsSuccessStatus'],
      stake: 'defence',
    },
    database: { keys: ['connectionString'], also: ['driver', 'dbName', 'dbNamePrefix', 'folder'], stake: 'data' },
    transportLibrary: {
      keys: ['baseUrl', 'platformClientId', 'platformClientSecret', 'allowIdentityCreation'],
      also: ['addressGenerationHostnameOverride', 'debug', 'realm'],
      stake: 'data',
    },
  },
}

const keys = 'infrastructure.httpServer.authentication.apiKey.keys'

/** Names that version 7 took away (migration guide from version 6 to 7). */
export const removed: readonly DeadKeyRule[] = [
  {
    key: 'infrastructure.httpServer.apiKey',
    versions: { from: '7' },
    why: `since version 7 the connector reads keys below ${keys} alone`,
    fix: `move the key to ${keys}.<id>.key, with expiresAt and scopes`,
    stake: 'data',
  },
  {
    key: 'database.dbNamePrefix',
    versions: { from: '7' },
    why: 'since version 7 the database has the name that database.dbName says, without a prefix',
    fix: 'write the whole name into database.dbName',
    stake: 'availability',
  },
]
