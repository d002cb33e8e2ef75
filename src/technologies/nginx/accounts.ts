import { setting } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import { inForce, scopesIn } from './scopes.ts'
import type { Servers } from './servers.ts'

/** Users of a password file; a clear-text entry (`{PLAIN}`) also gives the password. */
export function accountsOf(
  servers: Servers,
  textOf: (path: string) => { readonly text: string; readonly file: string } | undefined,
): readonly AccountReading[] {
  const files = new Set<string>()
  for (const server of servers.http) {
    for (const scope of [server, ...scopesIn(server, 'location')]) {
      const path = inForce(scope, 'auth_basic_user_file')?.args[0]
      if (path !== undefined) files.add(path)
    }
  }
  return [...files].flatMap((path) => {
    const file = textOf(path)
    return (file?.text ?? '').split('\n').flatMap((line, index) => {
      const colon = line.indexOf(':')
      if (file === undefined || colon < 1 || line.startsWith('#')) return []
      const place = { file: file.file, line: index + 1 }
      const plain = /^\{PLAIN\}(.*)$/.exec(line.slice(colon + 1).trimEnd())?.[1]
      const user = setting(line.slice(0, colon), place)
      return [
        { user, power: 'application' as const, key: 'auth_basic_user_file', ...(plain === undefined ? {} : { password: setting(plain, place) }) },
      ]
    })
  })
}
