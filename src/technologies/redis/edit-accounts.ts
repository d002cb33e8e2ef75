import { redisAclEdits } from '../../formats/edits/redis-acl.ts'
import { applyEdits } from '../../formats/edit.ts'
import type { Change, Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolderOf } from '../../model/own-files.ts'
import type { ServeLogin, WantedAccount } from '../../model/want.ts'
import { sha256 } from '../../protocols/digest.ts'
import { compareVersions } from '../../protocols/version.ts'
import { ownerOf } from './packaging.ts'
import { lastOption, options } from './directives.ts'

type Cannot = Extract<Edited, { readonly cannot: string }>

/** The ACL file in force, or the one that is put beside the server. */
export function usersFile(input: ComponentInput): string {
  return lastOption(options(input, []), 'aclfile')?.value ?? `${ownFolderOf(input)}/users.acl`
}

/** Users with hashed passwords and the commands that they need (redis 7.0, src/acl.c); the one without a name goes when nobody uses it any more. */
export function accountChanges({ accounts, anonymous }: ServeLogin, input: ComponentInput, version: string | undefined): readonly Change[] | Cannot {
  if (options(input, []).some(({ name }) => name === 'user'))
    return { cannot: 'its users stand in redis.conf, beside which no ACL file is taken: move them into one', reason: 'file-cannot' }
  const unnamed = accounts.some(({ user }) => user === undefined)
  if (unnamed && anonymous === 'kept')
    return { cannot: 'a client that gives a password without a name is turned away while none is needed (AUTH, redis 6 and later)' }
  const path = usersFile(input)
  const opened = input.open(path)
  let text = opened.state === 'text' ? opened.text : ''
  const rules = new Map<string, readonly string[]>([['default', anonymous === 'kept' ? ['on', 'nopass', '~*', '&*', '+@all'] : ['off']]])
  for (const name of new Set(accounts.map(({ user }) => user ?? 'default'))) {
    const own = accounts.filter(({ user }) => (user ?? 'default') === name)
    rules.set(name, ['on', ...own.map(({ password }) => `#${sha256(password.value)}`), ...rightsOf(own[0]!)])
  }
  const knowsChannels = version === undefined || compareVersions(version, '6.2') >= 0
  for (const [name, words] of rules) {
    const change = redisAclEdits.set(text, [name], knowsChannels ? words : words.filter((word) => word !== '&*'))
    if ('cannot' in change) return { cannot: `${path}: ${change.cannot}`, reason: 'file-cannot' }
    text = applyEdits(text, change.edits)
  }
  // passwords that clients had before may be weak enough to be guessed from their digests
  return [{ kind: 'file', path, text, isSecret: true, owner: ownerOf(input) }]
}

/** INFO and KEYS are called dangerous because they are slow, and queues and caches need them. */
function rightsOf({ power }: WantedAccount): readonly string[] {
  if (power === 'health') return ['-@all', '+ping']
  return ['~*', '&*', '+@all', ...(power === 'administrator' ? [] : ['-@admin', '-@dangerous', '+info', '+keys'])]
}
