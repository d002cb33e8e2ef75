import { parseDirectives } from '../../formats/directives.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { given } from '../../settings/given.ts'
import type { Option } from './directives.ts'
import { lastOption } from './directives.ts'
import { packagingOf } from './packaging.ts'

export interface Password {
  readonly key: string
  readonly value: Setting
}

/** The password of the user `default`; an empty one is none. */
export function passwordOf(input: ComponentInput, all: readonly Option[]): Password | undefined {
  const directive = lastOption(all, 'requirepass')
  if (directive !== undefined) return given(directive) === false ? undefined : { key: 'requirepass', value: directive }
  const found = packagingOf(input) === 'bitnami' ? secretVariable(input, 'REDIS_PASSWORD', 'VALKEY_PASSWORD') : undefined
  return found === undefined || given(found.value) === false ? undefined : found
}

/** Who has to say who they are, before certificates are looked at. */
export function authenticationOf(
  input: ComponentInput,
  all: readonly Option[],
  password: Password | undefined,
  home: Place,
  gaps: Gap[],
): Fact<Authentication> {
  const users = usersOf(input, all, gaps)
  const open = users.find((user) => isOpen(user))
  if (open !== undefined) return configured('none', open.args[0]?.trail ?? [], `the user ${open.args[0]?.value ?? ''} needs no password`)
  if (users.some(({ args }) => args[0]?.value === 'default'))
    return configured('password', users.find(({ args }) => args[0]?.value === 'default')?.args[0]?.trail ?? [])
  if (password !== undefined) {
    if (given(password.value) === undefined)
      return unknown(`${password.key} has no value here; an empty one means no password`, password.value.trail[0])
    return configured('password', password.value.trail)
  }
  const aclFile = lastOption(all, 'aclfile')
  if (aclFile !== undefined && input.open(aclFile.value).state !== 'text')
    return unknown(`users come from ${aclFile.value}, which is not here`, aclFile.trail[0])
  const empty = packagingOf(input) === 'bitnami' ? variable(input, 'ALLOW_EMPTY_PASSWORD') : undefined
  if (empty !== undefined && asSwitch(empty.value) === true) return configured('none', empty.trail)
  if (empty !== undefined && !isResolved(empty)) return unknown('ALLOW_EMPTY_PASSWORD has no value here', empty.trail[0])
  if (packagingOf(input) === 'bitnami')
    return byDefault('password', 'the Bitnami image refuses to start without REDIS_PASSWORD or ALLOW_EMPTY_PASSWORD', [input.at])
  return byDefault('none', 'Redis asks for no password unless requirepass or an ACL is set (all versions)', [home])
}

/** The users are all here: none of them stands in a file that was not read. */
export function namesEveryUser(input: ComponentInput, all: readonly Option[]): boolean {
  const path = lastOption(all, 'aclfile')
  return path === undefined ? all.some(({ name }) => name === 'user') : input.open(path.value).state === 'text'
}

/** Users in the order in which they are defined: of the settings, then of the ACL file. */
export function usersOf(input: ComponentInput, all: readonly Option[], gaps: Gap[] = []): readonly Option[] {
  return [...all.filter(({ name }) => name === 'user'), ...aclUsers(input, all, gaps)]
}

function aclUsers(input: ComponentInput, all: readonly Option[], gaps: Gap[]): readonly Option[] {
  const path = lastOption(all, 'aclfile')
  const document = path === undefined ? undefined : openDocument(input, path.value, gaps)
  if (document === undefined) return []
  return parseDirectives(document.text)
    .directives.filter(({ name }) => name === 'user')
    .map(({ name, args, span }) => ({ name, args: args.map((arg) => settingAt(document, arg, span)) }))
}

/** Rules are read from left to right (redis 7.0, src/acl.c): users begin switched off and without a password. */
function isOpen({ args }: Option): boolean {
  let on = false
  let free = false
  for (const { value } of args.slice(1)) {
    const rule = value.toLowerCase()
    if (rule === 'on') on = true
    else if (rule === 'off') on = false
    else if (rule === 'nopass') free = true
    else if (rule === 'resetpass' || rule === 'reset' || /^[>#]/.test(rule)) free = false
    if (rule === 'reset') on = false
  }
  return on && free
}
