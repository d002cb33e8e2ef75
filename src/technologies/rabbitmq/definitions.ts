import { child, itemsOf, scalarText } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { AccountReading } from '../../model/technology.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'
import type { Options } from './options.ts'

/** Users of the definitions that RabbitMQ loads when it starts. Clear-text passwords give the password; hashes do not. */
export function definedAccounts(input: ComponentInput, options: Options, gaps: Gap[]): readonly AccountReading[] {
  const path = options.get('load_definitions') ?? options.get('management.load_definitions') ?? options.get('definitions.local.path')
  if (path === undefined) return []
  const tree = openTree(input, [path.value], gaps)
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
        port: 5672,
      },
    ]
  })
}
