import type { Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { frameworkSecrets, frameworkSettings } from '../../settings/frameworks.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { Lookup } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { layered } from '../../settings/trees.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import type { Server } from './servers.ts'
import { servers } from './servers.ts'
import { serverSettings, uwsgiSocket } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const words = [...serverWords(input), ...extraWords(input)]
  const name =
    [...servers.keys()].find((candidate) => commandLine(input).some((word) => word.value.slice(word.value.lastIndexOf('/') + 1) === candidate)) ??
    'gunicorn'
  const server = servers.get(name)!
  const options = layered((key) => argument(words, key), configFile(input, words, gaps))
  const socket = name === 'uwsgi' ? uwsgiSocket(words) : []
  return {
    listeners: listeners(input, words, server, options),
    observations: [...observe(serverSettings, options, input.at), ...socket, ...frameworkSettings(input)],
    secrets: frameworkSecrets(input),
    gaps,
  }
}

/** What follows the server's name, up to the next shell operator. */
function serverWords(input: ComponentInput): readonly Setting[] {
  const words = commandLine(input)
  const start = words.findIndex((word) => servers.has(word.value.slice(word.value.lastIndexOf('/') + 1)))
  const rest = words.slice(start + 1)
  const end = rest.findIndex((word) => /^(?:&&|\|\||[;&|])$/.test(word.value))
  return end === -1 ? rest : rest.slice(0, end)
}

function extraWords(input: ComponentInput): readonly Setting[] {
  const extra = input.env.get('GUNICORN_CMD_ARGS')
  return extra === undefined
    ? []
    : extra.value
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => withText(extra, word.replace(/^(--?[\w-]+=)?["'](.*)["']$/, '$1$2')))
}

function argument(words: readonly Setting[], key: string): Setting | undefined {
  const found = flag(words, [`--${key.replaceAll('_', '-')}`], key === 'reload' || key === 'spew')
  return found === undefined ? undefined : (found.value ?? { ...found.at, value: 'true' })
}

/** `gunicorn -c file`, else gunicorn.conf.py where it starts (gunicorn 20): assignments of the file, read as data. */
function configFile(input: ComponentInput, words: readonly Setting[], gaps: Gap[]): Lookup {
  const named = flag(words, ['-c', '--config'])?.value?.value.replace(/^(?:file|python):/, '')
  const folder = input.form === 'process' ? '/srv/app' : '/app'
  const path = named === undefined ? `${folder}/gunicorn.conf.py` : named.startsWith('/') ? named : `${folder}/${named}`
  const file = pythonSettings(input, path, gaps)
  return file === undefined ? () => undefined : file.text
}

function listeners(input: ComponentInput, words: readonly Setting[], server: Server, options: Lookup): readonly ListenerReading[] {
  const bind = flag(words, server.bind)?.value ?? options('bind') ?? input.env.get('BIND')
  if (bind !== undefined && /^(?:unix:|\/|fd:)/.test(bind.value)) return []
  const host = flag(words, server.host)?.value ?? input.env.get('UVICORN_HOST')
  const portSetting =
    flag(words, server.port)?.value ?? input.env.get('UVICORN_PORT') ?? (server.title === 'Gunicorn' ? input.env.get('PORT') : undefined)
  const port = portIn(bind) ?? portIn(portSetting) ?? declaredPort(input) ?? server.defaultPort
  const certificate = flag(words, server.certificate)?.value ?? options('certfile')
  const tls = certificate === undefined ? plainByDefault(server.title, bind ?? portSetting) : configured('required' as const, certificate.trail)
  const from = bind ?? host ?? portSetting
  const listener = webListener({
    port,
    tls,
    authentication: unknown(`the application behind ${server.title} decides who may come in`),
    ...(from === undefined ? {} : { from }),
  })
  const isSilent = from === undefined && server.loopback && words.length > 0 && declaredPort(input) === undefined
  return [
    isSilent ? { ...listener, bind: byDefault('loopback', `${server.title} listens on 127.0.0.1 unless told otherwise`, [input.at]) } : listener,
  ]
}

/** The one port that the component publishes or exposes. */
function declaredPort(input: ComponentInput): number | undefined {
  const ports = new Set([...input.ports.map(({ target }) => target.from), ...input.expose.map(({ value }) => value)])
  const [only] = ports
  return ports.size === 1 ? only : undefined
}
