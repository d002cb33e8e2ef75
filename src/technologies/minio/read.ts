import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { commandLine, flag, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import { starts } from '../../settings/starts.ts'

export function read(input: ComponentInput): Reading {
  if (!starts(input, ['minio', 'server', 'docker-entrypoint.sh', 'run.sh'], ['mc'])) return { role: 'job' }
  const words = commandLine(input)
  const rebuilt = matchesImage(input.image, ['bitnami/minio'])
  const address = flag(words, ['--address'])?.value ?? variable(input, 'MINIO_ADDRESS')
  const console_ = flag(words, ['--console-address'])?.value ?? variable(input, 'MINIO_CONSOLE_ADDRESS')
  const page = asSwitch(variable(input, 'MINIO_BROWSER')?.value) !== false
  const tls = encryption(input, rebuilt)
  const user = secretVariable(input, 'MINIO_ROOT_USER', 'MINIO_ACCESS_KEY')?.value
  const password = filled(secretVariable(input, 'MINIO_ROOT_PASSWORD', 'MINIO_SECRET_KEY'))
  const authentication =
    password === undefined
      ? byDefault<'password'>('password', 'MinIO always asks for a key pair', [input.at])
      : configured<'password'>('password', password.value.trail)
  const found: ListenerReading[] = [
    {
      port: portOf(address?.value) ?? 9000,
      protocol: 's3',
      purpose: 'data',
      tls,
      authentication,
      ...(address === undefined ? {} : { trail: address.trail }),
    },
  ]
  const consolePort = portOf(console_?.value) ?? (rebuilt ? 9001 : undefined)
  if (page && consolePort !== undefined)
    found.push({
      port: consolePort,
      protocol: 'http',
      purpose: 'admin',
      tls,
      authentication,
      ...(console_ === undefined ? {} : { trail: console_.trail }),
    })
  const usual = rebuilt ? { user: 'minio', password: 'miniosecret' } : { user: 'minioadmin', password: 'minioadmin' }
  return {
    listeners: found,
    accounts: [
      {
        user: user ?? setting(usual.user, input.at),
        password: password?.value ?? setting(usual.password, input.at),
        power: 'administrator',
        key: password?.key ?? 'MINIO_ROOT_PASSWORD',
        port: found[0]?.port ?? 9000,
      },
    ],
    stores: stores(input, rebuilt),
    image: { runsAs: rebuilt ? 'user' : 'root', healthcheck: false },
  }
}

/** MinIO speaks TLS alone as soon as public.crt and private.key lie in its folder of certificates. */
function encryption(input: ComponentInput, rebuilt: boolean): Fact<Encryption> {
  const folder = flag(commandLine(input), ['--certs-dir', '-S'])?.value?.value ?? (rebuilt ? '/certs' : '/root/.minio/certs')
  const mount = input.mounts.find(({ target }) =>
    [folder, `${folder}/public.crt`, folder.replace(/\/certs$/, '')].includes(target.value.replace(/\/+$/, '')),
  )
  if (mount !== undefined) return configured('required', [mount.at], 'certificates are mounted where MinIO looks for them')
  return byDefault('none', 'MinIO speaks plaintext unless it finds a certificate (all versions)', [input.at])
}

function portOf(address: string | undefined): number | undefined {
  const found = /:(\d{1,5})$/.exec(address ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}

function stores(input: ComponentInput, rebuilt: boolean): Reading['stores'] & object {
  const words = commandLine(input)
  const at = words.findIndex(({ value }) => value === 'server')
  const paths = runs(words, 'server') ? words.slice(at + 1).filter(({ value }) => value.startsWith('/')) : []
  if (paths.length > 0) return paths.map((path) => ({ path: path.value, holds: 'data' as const, trail: path.trail }))
  return [{ path: variable(input, 'MINIO_VOLUMES')?.value.split(' ')[0] ?? (rebuilt ? '/bitnami/minio/data' : '/data'), holds: 'data' }]
}
