import type { ComponentInput } from '../model/input.ts'
import type { Setting } from '../model/setting.ts'
import { truth } from './connection-parameters.ts'
import { wordsOf } from './secret-names.ts'

/** A variable that turns a client's certificate verification off or on. */
export interface VerificationSwitch {
  readonly key: string
  readonly verifies: boolean
  /** Words before the switch: it holds for connections of that name (`elasticsearch`), empty for all of the component. */
  readonly about: string
  readonly setting: Setting
}

/** Runtimes and tools that one variable blinds as a whole: the value that does it. */
const wholeProgram: ReadonlyMap<string, boolean> = new Map([
  // key: the truth value with which verification is on
  ['NODE_TLS_REJECT_UNAUTHORIZED', true],
  ['PYTHONHTTPSVERIFY', true],
  ['GIT_SSL_NO_VERIFY', false],
  ['NPM_CONFIG_STRICT_SSL', true],
  ['CURL_INSECURE', false],
])

const on =
  /^(.*?)_?(?:verify_(?:ssl|tls|certs?|certificates?|peer)|(?:ssl|tls)_verify(?:_(?:peer|certs?|certificates?|host))?|(?:ssl|tls)_verification|(?:ssl_|tls_)?reject_unauthorized|ssl_check(?:_hostname)?|(?:ssl|tls)_certificate_verification|validate_certs?)$/
const off =
  /^(.*?)_?(?:(?:tls|ssl)_insecure(?:_skip_verify)?|insecure_skip_verify|(?:tls_|ssl_)?skip_verify|(?:ssl|tls)_no_verify|skip_(?:tls|ssl)_verif(?:y|ication)|insecure_(?:tls|ssl)|(?:tls|ssl)_allow_invalid_certificates|allow_insecure_(?:tls|ssl)|disable_(?:ssl|tls)_verif(?:y|ication)|ignore_(?:ssl|tls|certificate)_errors|trust_all_certificates|(?:ssl|tls)_skip_verify)$/

/** Every verification switch in the component's environment, in order. Values that are no plain yes or no are left out. */
export function verificationSwitches(input: ComponentInput): VerificationSwitch[] {
  const found: VerificationSwitch[] = []
  for (const [key, setting] of input.env) {
    const value = truth(setting.value)
    if (value === undefined) continue
    const whole = wholeProgram.get(key.toUpperCase())
    if (whole !== undefined) {
      found.push({ key, verifies: value === whole, about: '', setting })
      continue
    }
    const words = wordsOf(key).join('_')
    if (words.length > 120) continue
    const turnsOn = on.exec(words)
    const turnsOff = turnsOn === null ? off.exec(words) : null
    if (turnsOn !== null) found.push({ key, verifies: value, about: turnsOn[1] ?? '', setting })
    else if (turnsOff !== null) found.push({ key, verifies: !value, about: turnsOff[1] ?? '', setting })
  }
  return found
}

/** Variables that name the CA bundle of a whole program. */
export function trustedAuthority(input: ComponentInput): { readonly key: string; readonly setting: Setting } | undefined {
  for (const key of ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE']) {
    const setting = input.env.get(key)
    if (setting !== undefined && setting.value !== '') return { key, setting }
  }
  return undefined
}
