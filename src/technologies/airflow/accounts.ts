import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Part } from './parts.ts'
import { isBitnami, isCornflow } from './parts.ts'

/** Web accounts that start scripts and command lines create. */
export function accountsOf(input: ComponentInput, parts: readonly Part[], hasLdap: boolean): readonly AccountReading[] {
  const found: AccountReading[] = []
  if (isCornflow(input)) found.push(...cornflowAccounts(input, parts, hasLdap))
  else if (isBitnami(input) && parts.includes('web')) found.push(account(input, 'AIRFLOW_USERNAME', 'user', 'AIRFLOW_PASSWORD', 'bitnami'))
  else if (asSwitch(input.env.get('_AIRFLOW_WWW_USER_CREATE')?.value) === true) {
    const password = input.env.get('_AIRFLOW_WWW_USER_PASSWORD')
    const user = input.env.get('_AIRFLOW_WWW_USER_USERNAME') ?? setting('admin', input.at)
    found.push({ user, ...(password === undefined ? {} : { password }), power: 'administrator', key: '_AIRFLOW_WWW_USER_PASSWORD', port: 8080 })
  }
  return [...found, ...created(input)]
}

/** `airflow webserver` creates the administrator unless LDAP is on; `flower` asks for the same name and password. */
function cornflowAccounts(input: ComponentInput, parts: readonly Part[], hasLdap: boolean): readonly AccountReading[] {
  const base = account(input, 'AIRFLOW_USER', 'admin', 'AIRFLOW_PWD', 'admin')
  if (parts.includes('flower')) return [{ ...base, port: 5555 }]
  return parts.includes('web') && !hasLdap ? [base] : []
}

/** An account whose name and password have published defaults. */
function account(input: ComponentInput, userKey: string, user: string, passwordKey: string, password: string): AccountReading {
  return {
    user: input.env.get(userKey) ?? setting(user, input.at),
    password: input.env.get(passwordKey) ?? setting(password, input.at),
    power: 'administrator',
    key: passwordKey,
    port: 8080,
  }
}

/** `airflow users create --username … --password … --role …` on the command line. */
function created(input: ComponentInput): readonly AccountReading[] {
  const words = commandLine(input)
  const start = words.findIndex((word, index) => word.value === 'create' && words[index - 1]?.value === 'users')
  const old = start === -1 ? words.findIndex((word) => word.value === 'create_user') : start
  if (old === -1) return []
  const rest = words.slice(old + 1)
  const end = rest.findIndex((word) => /^(?:&&|\|\||[;&|])$/.test(word.value))
  const own = end === -1 ? rest : rest.slice(0, end)
  const user = flag(own, ['--username', '-u'])?.value
  const password = flag(own, ['--password', '-p'])?.value
  const role = flag(own, ['--role', '-r'])?.value?.value
  if (password === undefined) return []
  const power = role === undefined || role === 'Admin' || role === 'Op' ? 'administrator' : 'application'
  return [{ ...(user === undefined ? {} : { user }), password, power, key: 'users create --password', port: 8080 }]
}
