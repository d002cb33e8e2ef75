import type { Place } from '../../model/place.ts'
import type { Observation } from '../../model/technology.ts'
import type { Option } from './configuration.ts'

type InForce = ReadonlyMap<string, readonly Option[]>

/** Whether a password alone lets somebody in, and which line decides. */
export function takesPasswords(inForce: InForce): { readonly accepted: boolean; readonly by?: Option } {
  const [methods] = inForce.get('authenticationmethods') ?? []
  if (methods !== undefined && methods.args[0]?.toLowerCase() !== 'any') {
    const byPassword = methods.args.some((list) => list.split(',').every((method) => /^(?:password|keyboard-interactive)(?::|$)/i.test(method)))
    if (!byPassword) return { accepted: false, by: methods }
  }
  const [password] = inForce.get('passwordauthentication') ?? []
  const [dialogue] = inForce.get('kbdinteractiveauthentication') ?? []
  if (!isNo(password)) return { accepted: true, ...(password === undefined ? {} : { by: password }) }
  // without PAM there is nobody to lead the dialogue
  if (isYes(inForce.get('usepam')?.[0]) && !isNo(dialogue)) return { accepted: true, ...(dialogue === undefined ? {} : { by: dialogue }) }
  return { accepted: false, by: password! }
}

function isNo(option: Option | undefined): boolean {
  return option?.args[0]?.toLowerCase() === 'no'
}

function isYes(option: Option | undefined): boolean {
  return option?.args[0]?.toLowerCase() === 'yes'
}

/** Passwords, and who may log in at all. */
export function passwordObservations(inForce: InForce, home: Place): readonly Observation[] {
  const { accepted, by } = takesPasswords(inForce)
  const isDialogue = accepted && isNo(inForce.get('passwordauthentication')?.[0])
  const key = isDialogue ? 'KbdInteractiveAuthentication' : 'PasswordAuthentication'
  const names = ['allowusers', 'allowgroups'].flatMap((each) => inForce.get(each) ?? [])
  return [
    {
      concern: 'remote-login',
      key,
      verdict: accepted ? 'unsafe' : 'safe',
      basis: by === undefined ? 'default' : 'configured',
      stake: 'defence',
      trail: by?.value.trail ?? [home],
      message: isDialogue
        ? 'passwords are still taken in a dialogue with PAM, although PasswordAuthentication is off'
        : 'passwords are taken, which can be guessed and are given away to false hosts',
      actual: by === undefined ? `${key} is not set (yes)` : accepted ? `${key} yes` : 'keys alone',
      expected: 'PasswordAuthentication no and KbdInteractiveAuthentication no, or AuthenticationMethods with publickey',
      fix: `write ${key} no into sshd_config, after everybody has a key`,
    },
    {
      concern: 'allow-list',
      key: 'AllowUsers',
      verdict: names.length > 0 ? 'safe' : 'unsafe',
      basis: names.length > 0 ? 'configured' : 'default',
      stake: 'hygiene',
      trail: names[0]?.value.trail ?? [home],
      message: 'every account of the machine may log in',
      actual: names.length > 0 ? 'accounts are named' : 'neither AllowUsers nor AllowGroups is set',
      expected: 'AllowGroups or AllowUsers with those who are to log in',
      fix: 'name them in AllowGroups',
    },
  ]
}
