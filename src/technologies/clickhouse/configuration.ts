import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { Element } from './tree.ts'
import { mergedConfiguration, textAt } from './tree.ts'
import type { User } from './users.ts'
import { usersOf } from './users.ts'

/** What the files of a server say. */
export interface Configuration {
  readonly server: Element | undefined
  /** The main file is there: what it leaves out is off. */
  readonly isWhole: boolean
  /** Names that are taken away from the image's own main file. */
  readonly removed: ReadonlySet<string>
  readonly users: readonly User[]
  readonly hasUsers: boolean
}

const folder = '/etc/clickhouse-server'

export function configurationOf(input: ComponentInput, gaps: Gap[]): Configuration {
  const named = flag(commandLine(input), ['--config-file', '--config', '-C'])?.value?.value ?? `${folder}/config.xml`
  const server = mergedConfiguration(input, named, gaps)
  const place = textAt(server.root, 'users_config')?.value ?? textAt(server.root, 'user_directories', 'users_xml', 'path')?.value ?? 'users.xml'
  const users = mergedConfiguration(input, place.startsWith('/') ? place : `${named.slice(0, named.lastIndexOf('/'))}/${place}`, gaps)
  return {
    server: server.root,
    isWhole: server.isWhole,
    removed: server.removed,
    // users may stand in the main file as well
    users: [...usersOf(users.root), ...usersOf(server.root)],
    hasUsers: users.isWhole,
  }
}
