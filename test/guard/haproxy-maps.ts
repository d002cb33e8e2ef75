/** Names of the maps of keys, networks and the lease. */
export const maps = { keys: 'k', networks: 'n', lease: 'l' }

function noted(command: string): void {
  if (command.includes(';')) throw new Error('two commands')
}

export interface HaproxyMaps {
  readonly content: Map<string, Map<string, string>>
  readonly tell: (commands: readonly string[]) => Promise<string>
  /** Called before each command; to be replaced. */
  before: (command: string) => void
}

/** What HAProxy does with commands over its maps. */
export function haproxyMaps(): HaproxyMaps {
  const fresh = (): [string, Map<string, string>][] => [
    ['k', new Map()],
    ['n', new Map()],
    [
      'l',
      new Map([
        ['alive', '0'],
        ['generation', 'none'],
      ]),
    ],
  ]
  const content = new Map(fresh())
  const one = {
    content,
    before: noted,
    tell: async (commands: readonly string[]) => {
      let said = ''
      for (const command of commands) {
        one.before(command)
        await Promise.resolve()
        const [verb, , name = '', key = '', value = ''] = command.split(' ')
        const map = content.get(name)!
        if (verb === 'clear') map.clear()
        else if (verb === 'add') map.set(key, value)
        else if (verb === 'del') said += map.delete(key) ? '\n' : 'Key not found.\n'
        else if (verb === 'set') said += map.has(key) ? (map.set(key, value), '\n') : 'entry not found.\n'
        else said += [...map].map(([each, text]) => `0x1 ${each} ${text}\n`).join('')
      }
      return said
    },
  }
  return one
}
