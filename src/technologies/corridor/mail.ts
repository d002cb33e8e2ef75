import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { parsePort } from '../../protocols/address.ts'
import { isGiven } from '../../settings/given.ts'
import type { PythonSettings } from '../../settings/python/read.ts'
import { asSetting, evenOnCondition, switchOf, within } from '../../settings/python/value.ts'
import { valueOf } from './python.ts'

const key = 'NOTIFICATION_PROVIDERS'

/** The mail server of `NOTIFICATION_PROVIDERS['email']` (manual of 2026-07: host, port, username, password, ssl). */
export function mail(files: readonly PythonSettings[]): readonly ConnectionReading[] {
  const email = within(valueOf(files, key), 'email')
  const of = (name: string): ReturnType<typeof asSetting> => asSetting(within(email, name))
  const host = of('host')
  if (!isGiven(host)) return []
  const [user, password, port] = [of('username'), of('password'), parsePort(of('port')?.value ?? '')]
  const isTls = switchOf(within(email, 'ssl'))
  const trail = of('ssl')?.trail ?? host.trail
  return [
    {
      protocol: 'smtp',
      host: host.value,
      ...(port === undefined ? {} : { port }),
      encryption:
        isTls === undefined && within(email, 'ssl') !== undefined
          ? unknown('whether mail is sent over TLS is not known here', trail[0])
          : isTls === true
            ? configured('required', trail)
            : configured('none', trail),
      verification:
        isTls === true
          ? unknown('what is checked of the mail server is not documented', trail[0])
          : byDefault('none', 'nothing is checked without TLS', trail),
      authentication: isGiven(password) ? configured('password', password.trail) : byDefault('none', 'no password is set for it', host.trail),
      ...(isGiven(user) ? { user } : {}),
      ...(isGiven(password) ? { password: evenOnCondition(password), passwordKey: `${key}.email.password` } : {}),
      key,
      trail: host.trail,
    },
  ]
}
