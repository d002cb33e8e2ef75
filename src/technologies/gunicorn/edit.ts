import type { Change, EditTechnology } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFiles } from '../../model/own-files.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import type { Untold } from '../../settings/web-serve.ts'
import { ownerOf, webServe } from '../../settings/web-serve.ts'
import { servers } from './servers.ts'

/** What nearly all programs of the kind have. */
const editClient = clientEdit({ libraries: { redis: 'redis-py', postgres: 'psycopg2' } })

/** Python web servers take TLS by two options (manuals of gunicorn 23, uvicorn 0.34, hypercorn 0.17, granian 1.7). */
export const edit: EditTechnology = (want, component, deployment) => {
  if (want.kind !== 'serve') return editClient(want, component, deployment)
  const { input } = component
  const image = matchesImage(input.image, ['python']) ? { user: 0, group: 0 } : undefined
  const { name, told } = tells(input)
  return webServe(want, input, { title: servers.get(name)!.title, owner: ownerOf(input, image, name), told })
}

const options: Readonly<Record<string, readonly [certificate: string, key: string]>> = {
  uvicorn: ['--ssl-certfile', '--ssl-keyfile'],
  hypercorn: ['--certfile', '--keyfile'],
  granian: ['--ssl-certificate', '--ssl-keyfile'],
}

function tells(input: ComponentInput): { readonly name: string; readonly told: readonly Change[] | Untold } {
  const words = commandLine(input).map(({ value }) => value)
  const base = (word: string): string => word.slice(word.lastIndexOf('/') + 1)
  const name = words.map(base).find((word) => servers.has(word)) ?? 'gunicorn'
  if (name === 'gunicorn') return { name, told: byVariable(input, words) }
  const own = options[name]
  if (own === undefined)
    return { name, told: { cannot: `how ${servers.get(name)!.title} is given a certificate is not known here`, reason: 'no-remedy' } }
  const command = input.command?.map(({ value }) => value) ?? []
  const at = command.findIndex((word) => base(word) === name)
  if (at === -1 || command.some((word) => /\s/.test(word))) return { name, told: { cannot: `${name} is started by a line of a shell` } }
  const kept = command.filter((word, index) => !own.includes(word) && !own.includes(command[index - 1] ?? ''))
  return { name, told: [{ kind: 'command', words: kept.toSpliced(at + 1, 0, own[0], ownFiles.certificate, own[1], ownFiles.key) }] }
}

/** However it is started; words of the command count for more (gunicorn.app.base). */
function byVariable(input: ComponentInput, words: readonly string[]): readonly Change[] | { readonly cannot: string } {
  if (words.some((word) => /^--(?:certfile|keyfile)\b/.test(word))) return { cannot: 'its command names a certificate of its own' }
  const before = (input.env.get('GUNICORN_CMD_ARGS')?.value ?? '').replace(/\s*--(?:certfile|keyfile)[= ]\S+/g, '').trim()
  const value = `${before === '' ? '' : `${before} `}--certfile=${ownFiles.certificate} --keyfile=${ownFiles.key}`
  return [{ kind: 'variable', name: 'GUNICORN_CMD_ARGS', value }]
}
