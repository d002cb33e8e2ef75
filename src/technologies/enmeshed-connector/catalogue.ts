import type { Catalogue } from '../../settings/catalogue.ts'

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
    database: { keys: ['connectionString'], also: ['driver', 'dbName', 'dbNamePrefix'], stake: 'data' },
    transportLibrary: {
      keys: ['baseUrl', 'platformClientId', 'platformClientSecret', 'allowIdentityCreation'],
      also: ['addressGenerationHostnameOverride', 'debug', 'realm'],
      stake: 'data',
    },
  },
}
