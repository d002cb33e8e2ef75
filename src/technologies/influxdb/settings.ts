import type { DeadKeyRule } from '../../settings/rules.ts'

const noAuth = 'the image makes accounts only when INFLUXDB_HTTP_AUTH_ENABLED is set, and InfluxDB asks nobody for a login'
const switchOn = 'set INFLUXDB_HTTP_AUTH_ENABLED=true'

/** init-influxdb.sh of influxdb:1.8. */
export const withoutLogin: readonly DeadKeyRule[] = [
  { key: 'INFLUXDB_ADMIN_PASSWORD', why: noAuth, fix: switchOn, stake: 'data' },
  { key: 'INFLUXDB_USER_PASSWORD', why: noAuth, fix: switchOn, stake: 'data' },
]

const noSetUp = 'the image sets nothing up unless DOCKER_INFLUXDB_INIT_MODE is set: whoever opens the page first makes the first account'
const setUp = 'set DOCKER_INFLUXDB_INIT_MODE=setup'

/** entrypoint.sh of influxdb:2. */
export const withoutSetUp: readonly DeadKeyRule[] = [
  { key: 'DOCKER_INFLUXDB_INIT_PASSWORD', why: noSetUp, fix: setUp, stake: 'data' },
  { key: 'DOCKER_INFLUXDB_INIT_ADMIN_TOKEN', why: noSetUp, fix: setUp, stake: 'data' },
]

const old = 'only InfluxDB 1.x reads it'
const init = 'use DOCKER_INFLUXDB_INIT_USERNAME and DOCKER_INFLUXDB_INIT_PASSWORD'

export const ofSeriesOne: readonly DeadKeyRule[] = [
  { key: 'INFLUXDB_ADMIN_PASSWORD', why: old, fix: init, stake: 'data' },
  { key: 'INFLUXDB_USER_PASSWORD', why: old, fix: init, stake: 'data' },
  { key: 'INFLUXDB_HTTP_AUTH_ENABLED', why: `${old}: later ones always ask for a token`, fix: 'remove it', stake: 'hygiene' },
]
