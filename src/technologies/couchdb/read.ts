import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { compareVersions, matchesImage } from '../../protocols/image.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { filled, given } from '../../settings/given.ts'

export function read(input: ComponentInput, version?: string): Reading {
  const rebuilt = matchesImage(input.image, ['bitnami/couchdb'])
  const user = variable(input, 'COUCHDB_USER')
  const password = filled(secretVariable(input, 'COUCHDB_PASSWORD'))
  const secret = filled(secretVariable(input, 'COUCHDB_SECRET'))
  return {
    listeners: [
      {
        port: 5984,
        protocol: 'http',
        purpose: 'data',
        tls: byDefault('none', 'CouchDB speaks HTTP on 5984 (all versions)', [input.at]),
        authentication: authentication(input, version),
      },
    ],
    accounts:
      password === undefined
        ? []
        : [{ ...(user === undefined ? {} : { user }), password: password.value, power: 'administrator', key: password.key, port: 5984 }],
    secrets: secret === undefined ? [] : [{ key: secret.key, purpose: 'session', value: secret.value }],
    stores: [{ path: rebuilt ? '/bitnami/couchdb' : '/opt/couchdb/data', holds: 'data' }],
    image: { runsAs: rebuilt ? 'user' : 'drops', healthcheck: false },
  }
}

/** Before 3.0 everybody is administrator until an account is made; since then CouchDB does not start without one. */
function authentication(input: ComponentInput, version: string | undefined): Fact<Authentication> {
  const password = secretVariable(input, 'COUCHDB_PASSWORD')
  if (password !== undefined && given(password.value) === true && input.env.has('COUCHDB_USER')) return configured('password', password.value.trail)
  if (version === undefined) return unknown('CouchDB asks for a login since 3.0, and the version is not known', input.at)
  if (compareVersions(version, '3') < 0)
    return byDefault('none', 'CouchDB before 3.0 takes everybody for an administrator until an account is made', [input.at])
  return byDefault('password', 'CouchDB 3 does not start without an administrator', [input.at])
}
