import { child, itemsOf, scalarText } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { AccountReading, Observation } from '../../model/technology.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'
import type { Options } from './options.ts'

/** Users of the definitions that RabbitMQ loads when it starts. Clear-text passwords give the password; hashes do not. */
export function definedAccounts(input: ComponentInput, options: Options, port: number, gaps: Gap[]): readonly AccountReading[] {
  const tree = definitionsOf(input, options, gaps)
  return itemsOf(child(tree?.root, 'users')).flatMap((user) => {
    const name = tree === undefined ? undefined : nodeSetting(tree.document, child(user, 'name'))
    const password = tree === undefined ? undefined : nodeSetting(tree.document, child(user, 'password'))
    if (name === undefined) return []
    const tags = child(user, 'tags')
    const words = [scalarText(tags) ?? '', ...itemsOf(tags).map((tag) => scalarText(tag) ?? '')].join(',')
    return [
      {
        user: name,
        ...(password === undefined ? {} : { password }),
        power: words.includes('administrator') ? ('administrator' as const) : ('application' as const),
        key: 'load_definitions',
        port,
      },
    ]
  })
}

/** Hashes of passwords that are quickly guessed. */
export function judgeDefinitions(input: ComponentInput, options: Options): readonly Observation[] {
  const tree = definitionsOf(input, options, [])
  if (tree === undefined) return []
  const found: Observation[] = []
  for (const user of itemsOf(child(tree.root, 'users'))) {
    const hash = child(user, 'hashing_algorithm')
    const written = nodeSetting(tree.document, hash)
    if (written === undefined) continue
    found.push({
      concern: 'password-policy',
      key: 'users.hashing_algorithm',
      verdict: /md5/i.test(written.value) ? 'unsafe' : 'safe',
      basis: 'configured',
      trail: written.trail,
      message: 'passwords are kept as MD5, which is quickly guessed',
      actual: written.value,
      expected: 'rabbit_password_hashing_sha256 or sha512',
      fix: 'set the password of the account again with rabbit_password_hashing_sha512',
      stake: 'data',
    })
  }
  return found
}

function definitionsOf(input: ComponentInput, options: Options, gaps: Gap[]): TreeDocument | undefined {
  const path = options.get('load_definitions') ?? options.get('management.load_definitions') ?? options.get('definitions.local.path')
  return path === undefined ? undefined : openTree(input, [path.value], gaps)
}
