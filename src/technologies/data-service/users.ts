import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'

/** Users of file servers as their images write them: one string with the parts side by side. */
export function shareAccounts(input: ComponentInput): readonly AccountReading[] {
  if (matchesImage(input.image, ['atmoz/sftp'])) {
    const listed = input.env.get('SFTP_USERS')
    const given = (input.command ?? []).map((word) => ({ word, key: 'command' }))
    const named = (listed === undefined ? [] : pieces(listed, /\s+/)).map((word) => ({ word, key: 'SFTP_USERS' }))
    // user:pass[:e][:uid[:gid[:dir]]]; with `e` it is a hash, and without a password only keys open it
    return [...given, ...named].flatMap(({ word, key }) => {
      const [user = '', password = '', mark] = word.value.split(':')
      if (user === '' || password === '' || mark === 'e') return []
      return [{ user: withText(word, user), password: withText(word, password), power: 'application' as const, key, port: 22 }]
    })
  }
  if (matchesImage(input.image, ['delfer/alpine-ftp-server'])) {
    const listed = input.env.get('USERS')
    return (listed === undefined ? [] : pieces(listed, /\s+/)).flatMap((word) => account(word, '|', 'USERS', 21))
  }
  if (!matchesImage(input.image, samba)) return []
  const words = commandLine(input)
  const users = words.flatMap((word, index) => (isOption(words[index - 1], '-u') ? account(word, ';', '-u', 445) : []))
  const named = [...input.env].flatMap(([key, value]) => (/^USER\d*$/.test(key) ? account(value, ';', key, 445) : []))
  return [...users, ...named]
}

/** dperson/samba: `-s "name;/path;browse;readonly;guest;users"`, where guests are let in unless told otherwise. */
export function sharesOpenly(input: ComponentInput): Setting | undefined {
  if (!matchesImage(input.image, samba)) return undefined
  const words = commandLine(input)
  const shares = words.filter((_word, index) => isOption(words[index - 1], '-s'))
  const named = [...input.env].flatMap(([key, value]) => (/^SHARE\d*$/.test(key) ? [value] : []))
  if (flag(words, ['-u']) === undefined && shares.length === 0 && named.length === 0) return undefined
  return [...shares, ...named].find(({ value }) => {
    const [, path, , , guest = '', users = ''] = value.split(';')
    return path !== undefined && (guest === '' || guest === 'yes') && users === ''
  })
}

const samba: readonly string[] = ['dperson/samba']

function account(word: Setting, separator: string, key: string, port: number): readonly AccountReading[] {
  const [user = '', password = ''] = word.value.split(separator)
  if (user === '' || password === '') return []
  return [{ user: withText(word, user), password: withText(word, password), power: 'application', key, port }]
}

function isOption(word: Setting | undefined, name: string): boolean {
  return word?.value === name
}

function pieces(from: Setting, separator: RegExp): readonly Setting[] {
  return from.value
    .split(separator)
    .filter((text) => text !== '')
    .map((text) => withText(from, text))
}
