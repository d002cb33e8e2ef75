import { certificate } from './controls/channel/certificate.ts'
import { administrator } from './controls/identity/administrator.ts'
import { frameworkKey } from './controls/secret/framework-key.ts'
import { shared } from './controls/secret/shared.ts'
import { clearTextFile } from './controls/secret/clear-text-file.ts'
import { inBuild } from './controls/secret/in-build.ts'
import { inArgument } from './controls/secret/in-argument.ts'
import { inUrl } from './controls/secret/in-url.ts'
import { literal } from './controls/secret/literal.ts'
import { weak } from './controls/secret/weak.ts'
import { published } from './controls/secret/published.ts'
import { allInterfaces } from './controls/listener/all-interfaces.ts'
import { plainHttp } from './controls/listener/plain-http.ts'
import { debugPort } from './controls/listener/debug-port.ts'
import { adminPublished } from './controls/listener/admin-published.ts'
import { datastorePublished } from './controls/listener/datastore-published.ts'
import { authenticated as listenerAuthenticated } from './controls/listener/authenticated.ts'
import { authenticated } from './controls/channel/authenticated.ts'
import { coherent } from './controls/channel/coherent.ts'
import { encrypted } from './controls/channel/encrypted.ts'
import { plaintextRefused } from './controls/channel/plaintext-refused.ts'
import { reachable } from './controls/channel/reachable.ts'
import { serverVerified } from './controls/channel/server-verified.ts'
import type { Control } from './model/control.ts'
import type { Guide } from './model/guide.ts'
import type { Render } from './model/render.ts'
import type { Technology } from './model/technology.ts'
import { airflow } from './technologies/airflow/index.ts'
import { mysql } from './technologies/mysql/index.ts'
import { postgres } from './technologies/postgres/index.ts'
import { redis } from './technologies/redis/index.ts'

/** Everything that Ringwall knows, listed once. Folders and files that are missing here turn test/registry.test.ts red. */
export const technologies: readonly Technology[] = [
  airflow,
  mysql,
  postgres,
  redis,
]

export const controls: readonly Control[] = [
  certificate,
  administrator,
  frameworkKey,
  shared,
  clearTextFile,
  inBuild,
  inArgument,
  inUrl,
  literal,
  weak,
  published,
  allInterfaces,
  plainHttp,
  debugPort,
  adminPublished,
  datastorePublished,
  listenerAuthenticated,
  authenticated,
  coherent,
  encrypted,
  plaintextRefused,
  reachable,
  serverVerified,
]

export const guides: readonly Guide[] = [
]

/** Report formats, each loaded when it is asked for. */
export const reportFormats: Readonly<Record<string, () => Promise<Render>>> = {
  text: async () => (await import('./report/text.ts')).text,
  json: async () => (await import('./report/json.ts')).json,
}
