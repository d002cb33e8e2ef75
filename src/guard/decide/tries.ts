import type { GuardRequest } from '../model/request.ts'

/** Segments of the paths on which programs take passwords, and new ones. */
const words = new Set(
  [
    ['2fa', 'login', 'log-in', 'log_in', 'logon', 'mfa', 'otp', 'signin', 'sign-in', 'sign_in'],
    ['forgot', 'forgot-password', 'forgot_password', 'passwd', 'password', 'password-reset', 'password_reset', 'passwords'],
    ['recover', 'recovery', 'register', 'reset', 'reset-password', 'reset_password', 'signup', 'sign-up', 'sign_up'],
  ].flat(),
)

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether somebody may be trying passwords at the program, or asks it for a new one. `login.php` is `login`. */
export function isTry({ method }: Pick<GuardRequest, 'method'>, segments: readonly string[]): boolean {
  return !safe.has(method) && segments.some((segment) => words.has(segment.toLowerCase().replace(/\.[a-z]{1,5}$/, '')))
}
