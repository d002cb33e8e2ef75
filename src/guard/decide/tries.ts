import type { GuardRequest } from '../model/request.ts'

/** Segments of the paths on which programs take passwords, and new ones, in any letters; `login.php` is `login`. */
export const tryWords: readonly string[] = [
  ['2fa', 'login', 'log-in', 'log_in', 'logon', 'mfa', 'otp', 'signin', 'sign-in', 'sign_in'],
  ['forgot', 'forgot-password', 'forgot_password', 'passwd', 'password', 'password-reset', 'password_reset', 'passwords'],
  ['recover', 'recovery', 'register', 'reset', 'reset-password', 'reset_password', 'signup', 'sign-up', 'sign_up'],
].flat()
const words = new Set(tryWords)
/** What may stand behind one of them. */
export const tryEnding: string = String.raw`\.[a-z]{1,5}`
const ending = new RegExp(`${tryEnding}$`)

/** Methods with which nobody does. */
export const neverTries: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Whether somebody may be trying passwords at the program, or asks it for a new one. */
export function isTry({ method }: Pick<GuardRequest, 'method'>, segments: readonly string[]): boolean {
  return !neverTries.includes(method) && segments.some((segment) => words.has(segment.toLowerCase().replace(ending, '')))
}
